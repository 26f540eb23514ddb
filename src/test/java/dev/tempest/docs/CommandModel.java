package dev.tempest.docs;

import dev.tempest.cli.TempestCommand;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code tempest} understands, by the annotations of its commands. */
final class CommandModel {
  /** How pages call the program. */
  private static final Pattern PROGRAM =
      Pattern.compile("(?!/var/)(?:[^:]*/)?(?:tempest|quarkus-run\\.jar)");

  private static final Pattern IMAGE = Pattern.compile("tempest:[\\w.-]+");

  /** For them the name is that of a user, unit or folder. */
  private static final Set<String> OTHERS =
      Set.of(
          "useradd",
          "groupadd",
          "chown",
          "install",
          "systemctl",
          "journalctl",
          "id",
          "cd",
          "cp",
          "mv",
          "rm",
          "mkdir",
          "ls",
          "tar",
          "git",
          "ssh",
          "scp");

  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z-]*(?:\\|[a-z][a-z-]*)*");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*");
  private static final Pattern END = Pattern.compile("[|;&>#()]+.*|.*[;)]");

  private final CommandSpec root =
      new CommandLine(
              TempestCommand.class,
              new CommandLine.IFactory() {
                @Override
                public <K> K create(Class<K> type) throws Exception {
                  return type.isInterface()
                      ? CommandLine.defaultFactory().create(type)
                      : type.cast(instance(type));
                }
              })
          .getCommandSpec();

  private static Object instance(Class<?> type) throws Exception {
    var constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance(
        Stream.of(constructor.getParameterTypes()).map(CommandModel::nothing).toArray());
  }

  /** What is asked for no more than its description needs no beans. */
  private static @Nullable Object nothing(Class<?> type) {
    return type.isInterface()
        ? Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> null)
        : null;
  }

  /** What is wrong with each call of the program in {@code code}. */
  List<String> problems(String code) {
    String[] words = code.strip().replaceFirst("^\\$ ", "").split("\\s+");
    var problems = new ArrayList<String>();
    for (int i = 0; i < words.length; i++) {
      boolean image = IMAGE.matcher(words[i]).matches();
      if ((image || isProgram(words[i])) && !isOther(words, i)) {
        var arguments = arguments(words, i + 1);
        check(root, arguments, !image, problems);
        i += arguments.size();
      }
    }
    if (words.length > 1 && root.subcommands().containsKey(words[0])) {
      check(root, arguments(words, 0), false, problems);
    }
    return problems;
  }

  /** Every command without commands of its own, as {@code backup create}. */
  Set<String> leaves() {
    var leaves = new TreeSet<String>();
    collect(root, leaves);
    return leaves;
  }

  /**
   * The commands without commands of their own that {@code code} shows: alone, after the program's
   * name, or after another one of the same group in the same line.
   */
  Set<String> shown(List<Page.Piece> code) {
    var shown = new TreeSet<String>();
    int line = 0;
    String group = "";
    for (var piece : code) {
      group = piece.line() == line ? group : "";
      line = piece.line();
      var words = new ArrayList<>(List.of(piece.text().strip().split("\\s+")));
      words.removeIf(word -> isProgram(word) || ASSIGNMENT.matcher(word).matches());
      if (!words.isEmpty() && root.subcommands().containsKey(words.getFirst())) {
        group = words.getFirst();
        shown.add(group);
        words.removeFirst();
      }
      if (!words.isEmpty()) {
        for (String name : words.getFirst().split("\\|")) {
          shown.add(group + " " + name);
        }
      }
    }
    return shown;
  }

  private static void collect(CommandSpec command, Set<String> leaves) {
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), leaves));
    if (command.subcommands().isEmpty()) {
      leaves.add(command.qualifiedName(" ").replaceFirst("^tempest ", ""));
    }
  }

  private static boolean isProgram(String word) {
    return PROGRAM.matcher(word).matches() && !ASSIGNMENT.matcher(word).matches();
  }

  /**
   * Whether the word at {@code place} is a user, container, folder or argument of another program.
   */
  private static boolean isOther(String[] words, int place) {
    String program =
        Arrays.stream(words, 0, place)
            .filter(word -> !ASSIGNMENT.matcher(word).matches() && !word.equals("sudo"))
            .findFirst()
            .orElse("");
    boolean script = program.contains("/") && !isProgram(program);
    boolean named = place + 1 < words.length && isProgram(words[place + 1]);
    return script || named || OTHERS.contains(program);
  }

  private static List<String> arguments(String[] words, int from) {
    return Stream.of(words)
        .skip(from)
        .takeWhile(word -> !END.matcher(word).matches() || OPTION.matcher(word).find())
        .toList();
  }

  /** {@code sure}: a first word that is no command is wrong, and not some other code. */
  private static void check(
      CommandSpec command, List<String> arguments, boolean sure, List<String> problems) {
    if (arguments.isEmpty()) {
      return;
    }
    String first = arguments.getFirst();
    var rest = arguments.subList(1, arguments.size());
    if (command.subcommands().isEmpty() || !WORD.matcher(first).matches()) {
      checkOptions(command, arguments, problems);
      return;
    }
    for (String name : first.split("\\|")) {
      var found = command.subcommands().get(name);
      if (found != null) {
        check(found.getCommandSpec(), rest, true, problems);
      } else if (sure) {
        problems.add("no command '%s %s'".formatted(command.qualifiedName(" "), name));
      }
    }
  }

  private static void checkOptions(
      CommandSpec command, List<String> arguments, List<String> problems) {
    for (String argument : arguments) {
      OPTION
          .matcher(argument)
          .results()
          .map(match -> match.group())
          .filter(option -> command.findOption(option) == null)
          .forEach(
              option ->
                  problems.add(
                      "no option %s of '%s'".formatted(option, command.qualifiedName(" "))));
    }
  }
}
