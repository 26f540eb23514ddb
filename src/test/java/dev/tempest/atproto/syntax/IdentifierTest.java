package dev.tempest.atproto.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
  @Test
  void splitsDids() {
    var did = new Did("did:web:localhost%3A1234");
    assertThat(did.method()).isEqualTo("web");
    assertThat(did.identifier()).isEqualTo("localhost%3A1234");
  }

  @Test
  void lowersHandles() {
    assertThat(new Handle("JoHn.Test")).isEqualTo(new Handle("john.test"));
    assertThat(AtIdentifier.of("JoHn.Test")).hasToString("john.test");
    assertThat(AtIdentifier.of("did:plc:abc")).isEqualTo(new Did("did:plc:abc"));
  }

  @Test
  void splitsNsids() {
    var nsid = new Nsid("com.example.feed.fooBar");
    assertThat(nsid.authority()).isEqualTo("com.example.feed");
    assertThat(nsid.name()).isEqualTo("fooBar");
  }

  @Test
  void splitsAtUris() {
    var record = new AtUri("at://did:plc:abc/com.example.post/self");
    assertThat(record.authority()).isEqualTo(new Did("did:plc:abc"));
    assertThat(record.collection()).isEqualTo(new Nsid("com.example.post"));
    assertThat(record.rkey()).isEqualTo(new RecordKey("self"));
    assertThat(record.path()).contains(RecordPath.parse("com.example.post/self"));
    assertThat(AtUri.of(record.authority(), record.path().orElseThrow())).isEqualTo(record);

    var collection = new AtUri("at://john.test/com.example.post");
    assertThat(collection.authority()).isEqualTo(new Handle("john.test"));
    assertThat(collection.collection()).isEqualTo(new Nsid("com.example.post"));
    assertThat(collection.rkey()).isNull();
    assertThat(collection.path()).isEmpty();
    assertThat(new AtUri("at://john.test").collection()).isNull();
  }

  @Test
  void ordersRecordPathsAsTheTreeDoes() {
    var sorted =
        List.of("com.example.a-b.c/x", "com.example.a.c/x", "com.example.a/x", "com.example.a/y");
    assertThat(sorted.reversed().stream().map(RecordPath::parse).sorted().map(Object::toString))
        .containsExactlyElementsOf(sorted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "com.example.a", "com.example.a/", "com.example.a/b/c", "a/b"})
  void refusesOtherRecordPaths(String value) {
    assertThatThrownBy(() -> RecordPath.parse(value)).isInstanceOf(SyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u0000", "ﬀ.test", "İ.test", "a.tést", "\ud800", "a.b\n"})
  void refusesStrangersEverywhere(String value) {
    assertThat(Did.isValid(value)).isFalse();
    assertThat(Handle.isValid(value)).isFalse();
    assertThat(Nsid.isValid(value)).isFalse();
    assertThat(RecordKey.isValid(value)).isFalse();
    assertThat(Tid.isValid(value)).isFalse();
    assertThat(AtUri.isValid(value)).isFalse();
    assertThat(AtUri.isValid("at://" + value)).isFalse();
    assertThat(Uri.isValid(value)).isFalse();
    assertThat(CidText.isValid(value)).isFalse();
    assertThat(Datetime.isWellFormed(value)).isFalse();
    assertThat(Language.isWellFormed(value)).isFalse();
  }

  @Test
  void takesHugeStringsInItsStride() {
    for (String part : new String[] {"a", "a.", "a-", "-aa", "a:", "-", "did:a:", "at://", "/"}) {
      String huge = part.repeat(1_000_000);
      assertThat(Did.isValid(huge) || Handle.isValid(huge) || Nsid.isValid(huge)).isFalse();
      assertThat(RecordKey.isValid(huge) || Tid.isValid(huge) || AtUri.isValid(huge)).isFalse();
      assertThat(Uri.isValid(huge) || CidText.isValid(huge)).isFalse();
      assertThat(Datetime.isWellFormed(huge) || Language.isWellFormed(huge)).isFalse();
      assertThatThrownBy(() -> new Did(huge)).hasMessageMatching("(?s).{0,150}");
    }
  }

  @Test
  void readsDatetimes() {
    assertThat(new Datetime("1985-04-12T23:20:50.12345678912345+01:45").toInstant())
        .isEqualTo(Instant.parse("1985-04-12T21:35:50.123456789Z"));
    assertThat(new Datetime("0000-01-01T00:00:00Z").toInstant())
        .isEqualTo(Instant.parse("0000-01-01T00:00:00Z"));
    for (String value : new String[] {"2023-02-29T00:00:00Z", "2024-01-01T00:00:00+19:00"}) {
      assertThatThrownBy(() -> new Datetime(value)).isInstanceOf(SyntaxException.class);
    }
  }

  @Test
  void acceptsUrisAsPeoplePasteThem() {
    assertThat(Uri.isValid("https://de.wikipedia.org/wiki/Käse")).isTrue();
    assertThat(Uri.isValid("git+ssh2://example.com")).isTrue();
    assertThat(Uri.isValid("https://example.com/\u00a0")).isFalse();
    assertThat(Uri.isValid("https://example.com/\u2028")).isFalse();
  }
}
