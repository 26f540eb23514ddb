package dev.tempest.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.lexicon.Lexicon;
import dev.tempest.atproto.lexicon.Schema;
import dev.tempest.atproto.lexicon.Validator;
import dev.tempest.atproto.syntax.Nsid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server's own copy of the protocol's lexicons. */
class BundledLexiconsTest {
  private static final Path FOLDER = Path.of("src/main/resources/lexicons");
  private static final int RUNS = 20_000;

  private final BundledLexicons lexicons = new BundledLexicons();

  private static List<Nsid> ids() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> new Nsid(file.getFileName().toString().replaceFirst("\\.json$", "")))
          .sorted()
          .toList();
    }
  }

  private Lexicon require(Nsid id) {
    return lexicons.find(id).orElseThrow(() -> new AssertionError("no lexicon " + id));
  }

  @Test
  void areAllValidAndComplete() throws IOException {
    long start = System.nanoTime();
    assertThat(ids()).hasSize(131);
    for (Nsid id : ids()) {
      for (var reference : require(id).references()) {
        assertThatCode(() -> lexicons.require(reference)).as(id.value()).doesNotThrowAnyException();
      }
    }
    System.out.printf("lexicons read in %d ms%n", (System.nanoTime() - start) / 1_000_000);
    assertThat(ids().stream().map(this::require).flatMap(lexicon -> lexicon.main().stream()))
        .filteredOn(Schema.RecordType.class::isInstance)
        .hasSize(22);
  }

  @Test
  void knowNoOthers() {
    assertThat(lexicons.find(new Nsid("com.example.thing"))).isEmpty();
    assertThat(lexicons.find(new Nsid("COM.atproto.repo.strongRef"))).isEmpty();
    assertThat(lexicons.find(new Nsid("com.atproto.repo.strongref"))).isEmpty();
  }

  @Test
  void checkAPostInLittleTime() { // 17 µs on a busy machine; the bound only catches disasters
    var post =
        DagJson.parse(
            """
            {"$type": "app.bsky.feed.post", "text": "Ça va? 👩‍👩‍👦‍👦 https://example.com and more words than that, so that it is an ordinary post of some two hundred characters with a mention and a link, as people write them every day",
             "createdAt": "2026-01-01T00:00:00.000Z", "langs": ["en", "fr"],
             "facets": [{"index": {"byteStart": 3, "byteEnd": 9}, "features": [
               {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com"}]}],
             "reply": {
               "root": {"uri": "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a", "cid": "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"},
               "parent": {"uri": "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a", "cid": "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"}},
             "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "a", "image":
               {"$type": "blob", "ref": {"$link": "bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"}, "mimeType": "image/png", "size": 9}}]}}
            """);
    var validator = new Validator(lexicons);
    var schema = (Schema.RecordType) require(new Nsid("app.bsky.feed.post")).main().orElseThrow();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < RUNS; i++) {
        validator.checkRecord(schema, post);
      }
      best = Math.min(best, (System.nanoTime() - start) / RUNS);
    }
    System.out.printf("one post checked in %d ns%n", best);
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(1));
  }
}
