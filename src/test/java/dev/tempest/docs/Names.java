package dev.tempest.docs;

import dev.tempest.doctor.KnownVariables;
import dev.tempest.testing.Lexicons;
import dev.tempest.xrpc.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names in pages that stand for something in the project: variables, files, classes, methods. */
final class Names {
  private static final Path MAIN = Path.of("src/main/java/dev/tempest");
  private static final Path TESTS = Path.of("src/test/java");

  /** Made by a build or a start. */
  private static final Set<String> MADE = Set.of("target", "data");

  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?<![A-Z0-9_])(?:(?:TEMPEST|PHX)_[A-Z0-9_]*[*…]?"
              + "|(?:PORT|POOL_SIZE|SECRET_KEY_BASE)(?![A-Z0-9_]))");
  private static final Pattern TEST =
      Pattern.compile("(?<![\\w.])\\*?[A-Z]\\w*[a-z](?:Test|IT)\\b");
  private static final Pattern CLASS = Pattern.compile("(?<![\\w./-])([a-z0-9/]+)[/.]([A-Z]\\w+)");
  private static final Pattern FILE = Pattern.compile("(?<![\\w./$-])\\.?[A-Za-z]\\w*/[\\w./-]*");
  private static final Pattern METHOD =
      Pattern.compile("(?<![\\w./-])(?:com\\.atproto(?:\\.\\w+)+|/xrpc/_\\w[\\w/]*)");

  private final Set<String> variables = KnownVariables.load().all();
  private final Set<String> tests = tests();
  private final Set<String> packages = folders();

  Set<String> variables() {
    return variables;
  }

  /** The last parts of all packages' names. */
  Set<String> packages() {
    return packages.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> folder.substring(folder.lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  /** The variables that {@code text} names; a {@code *} or {@code …} at the end stands for more. */
  static Set<String> variablesIn(String text) {
    return VARIABLE
        .matcher(text)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether {@code named} is {@code known}, or the beginning of it. */
  static boolean covers(String named, String known) {
    return named.endsWith("*") || named.endsWith("…") || named.endsWith("_")
        ? known.startsWith(named.replaceAll("[*…]$", ""))
        : known.equals(named);
  }

  List<String> unknownVariables(String text) {
    return variablesIn(text).stream()
        .filter(named -> variables.stream().noneMatch(known -> covers(named, known)))
        .map(named -> "no variable " + named)
        .toList();
  }

  /** What {@code code} names that is not there. */
  List<String> problems(String code) {
    var problems = new ArrayList<String>();
    unknown(code, TEST, "test", this::isTest, problems);
    unknown(code, CLASS, "class", this::isClass, problems);
    unknown(code, FILE, "file", this::isFile, problems);
    unknown(code, METHOD, "method", Names::isMethod, problems);
    return problems;
  }

  private static void unknown(
      String code, Pattern pattern, String kind, Predicate<String> known, List<String> problems) {
    pattern
        .matcher(code)
        .results()
        .map(match -> match.group())
        .filter(known.negate())
        .forEach(name -> problems.add("no " + kind + " " + name));
  }

  private boolean isTest(String name) {
    return tests.stream()
        .anyMatch(
            test -> name.startsWith("*") ? test.endsWith(name.substring(1)) : test.equals(name));
  }

  /** As {@code record/RepoWrites} or {@code record.RepoWrites}; others' packages are not ours. */
  private boolean isClass(String name) {
    String path = name.replace('.', '/');
    String folder = path.substring(0, path.lastIndexOf('/'));
    return !packages.contains(folder) || Files.exists(MAIN.resolve(path + ".java"));
  }

  /** Of paths, only those whose beginning is in the project are held to exist. */
  private boolean isFile(String name) {
    String path = name.replaceAll("\\.+$", "");
    String first = path.substring(0, path.indexOf('/'));
    return MADE.contains(first)
        || !Files.isDirectory(Path.of(first))
        || Files.exists(Path.of(path))
        || packages.contains(path.replaceAll("/$", ""));
  }

  private static boolean isMethod(String name) {
    String method = name.replaceFirst("^/xrpc/", "");
    return Lexicons.document(method).isPresent()
        || Catalogue.methods().stream()
            .map(Catalogue.Method::nsid)
            .anyMatch(known -> known.equals(method) || known.startsWith(method + "."));
  }

  private static Set<String> tests() {
    return below(
        TESTS,
        files ->
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .map(name -> name.substring(0, name.length() - ".java".length())));
  }

  private static Set<String> folders() {
    return below(
        MAIN, files -> files.filter(Files::isDirectory).map(MAIN::relativize).map(Path::toString));
  }

  private static Set<String> below(
      Path folder, java.util.function.Function<Stream<Path>, Stream<String>> names) {
    try (var files = Files.walk(folder)) {
      return names.apply(files).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
