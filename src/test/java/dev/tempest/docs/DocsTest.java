package dev.tempest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages lead nowhere wrong, and name only what there is. */
class DocsTest {
  private static final Path HERE = Path.of("");
  private static final Path FIRST = Path.of("README.md");
  private static final List<String> FOLDERS = List.of("docs", "deploy", "smoke", "bench");

  /** They tell of a day in the past: only where they lead is held. */
  private static final List<Path> HISTORY = List.of(Path.of("CHANGELOG.md"), Path.of("docs/adr"));

  /** Another name of {@code SECRET_KEY_BASE}. */
  private static final String ALIAS = "TEMPEST_SECRET_KEY_BASE";

  private final Names names = new Names();
  private final CommandModel commands = new CommandModel();
  private final Map<Path, Page> read = new HashMap<>();

  @Test
  void linksLeadSomewhere() {
    assertThat(pages().flatMap(this::brokenLinks)).isEmpty();
  }

  @Test
  void everyPageIsReachedFromTheFirst() {
    var reached = new TreeSet<Path>();
    var open = new ArrayDeque<>(List.of(FIRST));
    while (!open.isEmpty()) {
      Path path = open.removeFirst();
      if (reached.add(path)) {
        page(path).links().stream()
            .flatMap(link -> target(path, link.text()).stream())
            .flatMap(DocsTest::pagesAt)
            .forEach(open::add);
      }
    }
    assertThat(files().filter(DocsTest::isPage)).filteredOn(it -> !reached.contains(it)).isEmpty();
  }

  @Test
  void whatPagesNameIsThere() {
    assertThat(pages().filter(page -> !isHistory(page.path())).flatMap(this::wrongNames)).isEmpty();
  }

  @Test
  void templatesNameKnownVariables() {
    assertThat(
            Stream.concat(
                    files().filter(file -> file.startsWith("deploy") && !isPage(file)),
                    below(Path.of("src/main/docker")))
                .map(Page::read)
                .flatMap(this::wrongVariables))
        .isEmpty();
  }

  @Test
  void everyVariableIsInTheConfigurationPage() {
    var named = Names.variablesIn(String.join("\n", page("docs/configuration.md").lines()));
    assertThat(names.variables())
        .filteredOn(known -> !known.equals(ALIAS))
        .allMatch(known -> named.stream().anyMatch(name -> Names.covers(name, known)));
  }

  @Test
  void everyCommandIsInTheOperationsPage() {
    assertThat(commands.leaves()).contains("backup create", "doctor");
    var shown = commands.shown(page("docs/operations.md").code());
    assertThat(commands.leaves()).filteredOn(leaf -> !shown.contains(leaf)).isEmpty();
  }

  @Test
  void everyPackageIsInTheArchitecturePage() {
    var named =
        page("docs/architecture.md").code().stream()
            .flatMap(code -> Stream.of(code.text().split("[./]")))
            .collect(Collectors.toSet());
    assertThat(names.packages()).filteredOn(name -> !named.contains(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          See [the tour](tour.md#nowhere).                       ; leads nowhere: tour.md#nowhere
          See [it](no-such-page.md).                             ; leads nowhere: no-such-page.md
          Set `TEMPEST_HOST_NAME`.                               ; no variable TEMPEST_HOST_NAME
          Set TEMPEST_BLOB_S4_* too.                             ; no variable TEMPEST_BLOB_S4_*
          Run `tempest backup make`.                             ; no command 'tempest backup make'
          Run `tempest backup create|make --output x`.           ; no command 'tempest backup make'
          Run `backup create --everywhere`.                      ; no option --everywhere of 'tempest backup create'
          Run `argon [TOKEN] [--from-enw]`.                      ; no option --from-enw of 'tempest argon'
          Run `A=b java -jar target/quarkus-app/quarkus-run.jar sekret`. ; no command 'tempest sekret'
          Run `docker exec tempest tempest docter`.              ; no command 'tempest docter'
          Run `tempest doctor --ofline | tail`.                  ; no option --ofline of 'tempest doctor'
          It is in `smoke/no-such-file`.                         ; no file smoke/no-such-file
          It is `record/NoSuchClass`.                            ; no class record/NoSuchClass
          It is `sqlite.NoSuchClass`.                            ; no class sqlite.NoSuchClass
          Held by `NoSuchTest`.                                  ; no test NoSuchTest
          Call `com.atproto.repo.makeRecord`.                    ; no method com.atproto.repo.makeRecord
          Call `/xrpc/_admin/nothing`.                           ; no method /xrpc/_admin/nothing
          """)
  void noticesWhatIsWrong(String line, String problem) {
    assertThat(problems(line)).containsExactly("docs/made-up.md:1: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          [A](tour.md) [b](../bench/) [c](https://example.com/x) [d](operations.md#the-doctor)
          `TEMPEST_BLOB_S3_*`, TEMPEST_BACKUP_KEEP_LAST, `useradd tempest --system`
          `tempest backup restore x --target /var/lib/tempest --force`, `docker run -v a:/var/lib/tempest tempest:1 --version`
          `tempest COMMAND`, `tempest --help`, `tempest backup create --json > x; ls`
          `docker run tempest:latest sh`, `server`, `secret`, `backups/x`, `com.atproto.repo.*`
          `*VectorsTest`, `record/RepoWrites`, `io.quarkus.Nothing`, `/xrpc/_health`, `sync`
          """)
  void acceptsWhatIsRight(String line) {
    assertThat(problems(line)).isEmpty();
  }

  private List<String> problems(String line) {
    var page = Page.of(Path.of("docs/made-up.md"), line);
    return Stream.concat(brokenLinks(page), wrongNames(page)).toList();
  }

  private Stream<String> brokenLinks(Page page) {
    return page.links().stream()
        .filter(link -> !leadsSomewhere(page, link.text()))
        .map(link -> told(page, link.line(), "leads nowhere: " + link.text()));
  }

  private boolean leadsSomewhere(Page page, String link) {
    if (link.matches("(https?|mailto):.*")) {
      return true;
    }
    var target = target(page.path(), link);
    int anchor = link.indexOf('#');
    return target.isPresent()
        && (anchor < 0 || anchors(page, link, target.get()).contains(link.substring(anchor + 1)));
  }

  private Set<String> anchors(Page page, String link, Path target) {
    return link.startsWith("#") ? page.anchors() : page(target).anchors();
  }

  /** What a relative link leads to; empty when there is nothing, or it is not in the project. */
  private static Optional<Path> target(Path from, String link) {
    String path = link.replaceFirst("#.*", "");
    Path folder = from.getParent() == null ? HERE : from.getParent();
    Path target = path.isEmpty() ? from : folder.resolve(path).normalize();
    return Optional.of(target)
        .filter(found -> !found.isAbsolute() && !found.startsWith(".."))
        .filter(found -> path.isEmpty() || Files.exists(found));
  }

  /** A folder shows its README, or its pages where it has none. */
  private static Stream<Path> pagesAt(Path target) {
    if (!Files.isDirectory(target)) {
      return isPage(target) ? Stream.of(target) : Stream.empty();
    }
    Path readme = target.resolve("README.md");
    return Files.exists(readme)
        ? Stream.of(readme)
        : below(target).filter(file -> isPage(file) && target.equals(file.getParent()));
  }

  private Stream<String> wrongNames(Page page) {
    return Stream.concat(
        wrongVariables(page),
        page.code().stream()
            .flatMap(
                code ->
                    Stream.concat(
                            commands.problems(code.text()).stream(),
                            names.problems(code.text()).stream())
                        .map(problem -> told(page, code.line(), problem))));
  }

  private Stream<String> wrongVariables(Page page) {
    return Stream.iterate(0, i -> i < page.lines().size(), i -> i + 1)
        .flatMap(
            i ->
                names.unknownVariables(page.lines().get(i)).stream()
                    .map(problem -> told(page, i + 1, problem)));
  }

  private static String told(Page page, int line, String problem) {
    return page.path() + ":" + line + ": " + problem;
  }

  private Page page(String path) {
    return page(Path.of(path));
  }

  private Page page(Path path) {
    return read.computeIfAbsent(path, Page::read);
  }

  private Stream<Page> pages() {
    return Stream.concat(below(HERE, 1).filter(file -> !file.startsWith("target")), files())
        .filter(DocsTest::isPage)
        .map(this::page);
  }

  private static Stream<Path> files() {
    return FOLDERS.stream().map(Path::of).filter(Files::isDirectory).flatMap(DocsTest::below);
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  private static boolean isHistory(Path file) {
    return HISTORY.stream().anyMatch(file::startsWith);
  }

  private static Stream<Path> below(Path folder) {
    return below(folder, Integer.MAX_VALUE);
  }

  private static Stream<Path> below(Path folder, int depth) {
    try (var files = Files.walk(folder, depth)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("node_modules"))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
