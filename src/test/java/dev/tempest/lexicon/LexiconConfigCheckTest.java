package dev.tempest.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.config.BootCheck;
import dev.tempest.identity.TxtLookup;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator may set, and what stops the start. */
class LexiconConfigCheckTest {
  @TempDir Path folder;

  private static LexiconConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(LexiconConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(LexiconConfig.class);
  }

  private static List<BootCheck.Problem> problems(Map<String, String> values) {
    return new LexiconConfigCheck(config(values)).problems();
  }

  private List<String> faults(Path... paths) {
    String joined = String.join(",", List.of(paths).stream().map(Path::toString).toList());
    var problems = problems(Map.of("tempest.lexicon.paths", joined));
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.variable()).isEqualTo("TEMPEST_LEXICON_PATHS");
            });
    return problems.stream().map(BootCheck.Problem::message).toList();
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static String document(String id, String main) {
    return "{\"lexicon\": 1, \"id\": \"%s\", \"defs\": {\"main\": %s}}".formatted(id, main);
  }

  @Test
  void isOffByDefault() {
    var config = config(Map.of());
    assertThat(config.paths()).isEmpty();
    assertThat(config.knownRecords()).isEmpty();
    assertThat(config.externalResolver()).isFalse();
    assertThat(problems(Map.of())).isEmpty();
  }

  @Test
  void readsFilesAndFolders() throws IOException {
    Path file = write("one.json", document("com.example.one", "{\"type\": \"token\"}"));
    write("more/deep/two.json", document("com.example.two", "{\"type\": \"token\"}"));
    write("more/notes.txt", "not a lexicon");
    assertThat(faults(file, folder.resolve("more"))).isEmpty();
    var lexicons = lexicons(Map.of("tempest.lexicon.paths", file + "," + folder.resolve("more")));
    assertThat(lexicons.findLocal(new Nsid("com.example.one"))).isPresent();
    assertThat(lexicons.find(new Nsid("com.example.two"))).isPresent();
    assertThat(lexicons.find(new Nsid("com.example.three"))).isEmpty();
  }

  private static Lexicons lexicons(Map<String, String> values) {
    TxtLookup dns =
        (_, _) -> {
          throw new AssertionError("DNS was asked");
        };
    var published =
        new PublishedLexicons(
            false, dns, new Authority.NoHosted(), new LexiconFetch(null, null, null), () -> 0);
    return new Lexicons(config(values), published);
  }

  @Test
  void prefersTheOperatorsDocumentToItsOwn() throws IOException {
    Path file = write("post.json", document("app.bsky.feed.post", "{\"type\": \"token\"}"));
    var own = lexicons(Map.of());
    var changed = lexicons(Map.of("tempest.lexicon.paths", file.toString()));
    var id = new Nsid("app.bsky.feed.post");
    assertThat(changed.find(id)).isPresent().isNotEqualTo(own.find(id));
  }

  @Test
  void vouchesForKnownRecords() {
    var lexicons = lexicons(Map.of("tempest.lexicon.known-records", "com.example.a,com.example.b"));
    assertThat(lexicons.isKnownRecord(new Nsid("com.example.b"))).isTrue();
    assertThat(lexicons.isKnownRecord(new Nsid("com.example.c"))).isFalse();
    assertThat(problems(Map.of("tempest.lexicon.known-records", "com.example.a,nonsense")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.variable()).isEqualTo("TEMPEST_LEXICON_KNOWN_RECORDS");
            });
  }

  @Test
  void namesTheFileAndItsFault() throws IOException {
    Path file = write("bad.json", document("com.example.bad", "{\"type\": \"float\"}"));
    assertThat(faults(file))
        .containsExactly(file + " is not a lexicon: defs/main/type is not one for data: float");
    assertThat(faults(write("text.json", "nonsense")))
        .singleElement()
        .asString()
        .contains("text.json");
  }

  @Test
  void refusesWhatIsNotThere() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(faults(nowhere)).singleElement().asString().startsWith(nowhere + " cannot be read");
  }

  @Test
  void refusesTwoDocumentsOfOneName() throws IOException {
    Path one = write("one.json", document("com.example.one", "{\"type\": \"token\"}"));
    Path two = write("two.json", document("com.example.one", "{\"type\": \"token\"}"));
    assertThat(faults(folder)).containsExactly(one + " and " + two + " both are com.example.one");
  }

  @Test
  void refusesADocumentOfExcessiveSize() throws IOException {
    Path file = write("large.json", " ".repeat(256_001));
    assertThat(faults(file)).containsExactly(file + " has more than 256000 bytes");
  }

  @Test
  void refusesReferencesToNothing() throws IOException {
    Path file =
        write(
            "refers.json",
            document(
                "com.example.refers",
                """
                {"type": "object", "properties": {
                  "a": {"type": "ref", "ref": "com.atproto.repo.strongRef"},
                  "b": {"type": "ref", "ref": "com.example.nowhere#part"}}}
                """));
    assertThat(faults(file))
        .containsExactly(file + " refers to com.example.nowhere#part, which no file has");
    assertThat(
            problems(
                Map.of(
                    "tempest.lexicon.paths",
                    file.toString(),
                    "tempest.lexicon.external-resolver",
                    "true")))
        .isEmpty();
  }
}
