package dev.tempest.record;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records against their lexicons, by every method that writes. */
@QuarkusTest
class RecordValidationHttpTest {
  private static final String AT = "\"createdAt\": \"2026-01-01T00:00:00Z\"";
  private static final String REF =
      "{\"uri\": \"at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a\","
          + " \"cid\": \"bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq\"}";
  private static final String TID = "3jzfcijpj2z2a";

  private static String expanded(String record) {
    return record.replace("AT", AT).replace("REF", REF);
  }

  /** The body of {@code method} for one record; {@code rest} is more of its fields. */
  private static String body(
      TestAccount account,
      String method,
      String collection,
      String rkey,
      String record,
      String rest) {
    String place = "\"collection\": \"%s\", \"rkey\": \"%s\"".formatted(collection, rkey);
    return switch (method) {
      case "create", "update" ->
          "{\"repo\": \"%s\"%s, \"writes\": [{\"$type\": \"com.atproto.repo.applyWrites#%s\", %s, \"value\": %s}]}"
              .formatted(account.did(), rest, method, place, record);
      default ->
          "{\"repo\": \"%s\"%s, %s, \"record\": %s}".formatted(account.did(), rest, place, record);
    };
  }

  private static ValidatableResponse write(
      TestAccount account,
      String method,
      String collection,
      String rkey,
      String record,
      String rest) {
    String nsid = method.equals("create") || method.equals("update") ? "applyWrites" : method;
    return account
        .asCaller()
        .contentType("application/json")
        .body(body(account, method, collection, rkey, expanded(record), rest))
        .post("/xrpc/com.atproto.repo." + nsid)
        .then();
  }

  private static void refused(ValidatableResponse answer, String message) {
    answer
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo(message));
  }

  private static String status(String method) {
    return method.equals("create") || method.equals("update")
        ? "results[0].validationStatus"
        : "validationStatus";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app.bsky.feed.post | 3jzfcijpj2z2a | {"text": "hello", "langs": ["en"], AT}
          app.bsky.feed.post | 3jzfcijpj2z2a | {"text": "", "reply": {"root": REF, "parent": REF}, AT}
          app.bsky.feed.post | 3jzfcijpj2z2a | {"text": "", "embed": {"$type": "app.bsky.embed.record", "record": REF}, AT}
          app.bsky.feed.post | 3jzfcijpj2z2a | {"text": "", "embed": {"$type": "com.example.embed", "x": [1]}, AT}
          app.bsky.feed.like | 3jzfcijpj2z2a | {"subject": REF, AT}
          app.bsky.feed.threadgate | 3jzfcijpj2z2a | {"post": "at://alice.test", "allow": [{"$type": "app.bsky.feed.threadgate#mentionRule"}], AT}
          app.bsky.actor.profile | self | {"displayName": "Alice", "pinnedPost": REF}
          app.bsky.graph.follow | 3jzfcijpj2z2a | {"subject": "did:plc:ewvi7nxzyoun6zhxrhs64oiz", AT}
          app.bsky.graph.list | 3jzfcijpj2z2a | {"name": "friends", "purpose": "app.bsky.graph.defs#curatelist", AT}
          app.bsky.graph.verification | 3jzfcijpj2z2a | {"subject": "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "handle": "alice.test", "displayName": "", AT}
          chat.bsky.actor.declaration | self | {"allowIncoming": "all"}
          com.atproto.lexicon.schema | com.example.thing | {"lexicon": 1, "id": "com.example.thing", "defs": {}}
          com.germnetwork.declaration | self | {"version": "1.0.0", "currentKey": {"$bytes": "AAAA"}}
          """)
  void acceptsKnownRecords(String collection, String rkey, String record) {
    var account = TestAccount.create();
    for (String method : new String[] {"createRecord", "putRecord", "update"}) {
      write(account, method, collection, rkey, record, "")
          .statusCode(200)
          .body(status(method), equalTo("valid"));
    }
    write(account, "putRecord", collection, rkey, record, ", \"validate\": true")
        .statusCode(200)
        .body("validationStatus", equalTo("valid"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app.bsky.feed.post | {"text": "hello"} | Record must have the property "createdAt"
          app.bsky.feed.post | {"text": 1, AT} | Record/text must be a string
          app.bsky.feed.post | {"text": "", "createdAt": "today"} | Record/createdAt must be a valid datetime
          app.bsky.feed.post | {"text": "", "langs": ["en", "fr", "de", "es"], AT} | Record/langs must not have more than 3 elements
          app.bsky.feed.post | {"text": "", "langs": ["e"], AT} | Record/langs/0 must be a valid language
          app.bsky.feed.post | {"text": "", "embed": {"$type": "app.bsky.embed.record", "record": {"uri": "x", "cid": "y"}}, AT} | Record/embed/record/uri must be a valid at-uri
          app.bsky.feed.post | {"text": "", "embed": {"$type": "app.bsky.embed.images", "images": [{"image": {"ref": {"$link": "bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"}, "mimeType": "image/png", "size": 1}, "alt": ""}]}, AT} | Record/embed/images/0/image must be a blob
          app.bsky.feed.like | {"subject": "at://alice.test", AT} | Record/subject must be an object
          app.bsky.graph.follow | {"subject": "alice.test", AT} | Record/subject must be a valid did
          app.bsky.graph.list | {"name": "", "purpose": "app.bsky.graph.defs#curatelist", AT} | Record/name must not be shorter than 1 UTF-8 bytes
          """)
  void refusesKnownRecordsThatAreInvalid(String collection, String record, String fault) {
    var account = TestAccount.create();
    String message = "Invalid " + collection + " record: " + fault;
    for (String method : new String[] {"createRecord", "putRecord", "create", "update"}) {
      refused(write(account, method, collection, TID, record, ""), message);
      refused(write(account, method, collection, TID, record, ", \"validate\": true"), message);
    }
  }

  @Test
  void countsGraphemesOfAPost() {
    var account = TestAccount.create();
    String family = "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc66";
    String text = "{\"text\": \"%s\", AT}";
    write(
            account,
            "createRecord",
            "app.bsky.feed.post",
            TID,
            text.formatted(family.repeat(160)),
            "")
        .statusCode(200);
    refused(
        write(account, "putRecord", "app.bsky.feed.post", TID, text.formatted("a".repeat(301)), ""),
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes");
    refused(
        write(
            account,
            "putRecord",
            "app.bsky.feed.post",
            TID,
            text.formatted(family.repeat(180)),
            ""),
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 3000 UTF-8 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "putRecord", "create"})
  void writesAnythingWhenNoValidationIsWanted(String method) {
    var account = TestAccount.create();
    write(account, method, "app.bsky.feed.post", "odd", "{\"text\": 1}", ", \"validate\": false")
        .statusCode(200)
        .body(status(method), nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"createRecord", "putRecord", "create"})
  void knowsWhatItDoesNotKnow(String method) {
    var account = TestAccount.create();
    write(account, method, "com.example.thing", "odd", "{\"text\": 1}", "")
        .statusCode(200)
        .body(status(method), equalTo("unknown"));
    refused(
        write(account, method, "com.example.thing", "other", "{}", ", \"validate\": true"),
        "Unknown lexicon type: com.example.thing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app.bsky.feed.post | hello | {"text": "", AT} | a TID
          app.bsky.actor.profile | other | {} | "self"
          com.atproto.lexicon.schema | thing | {"lexicon": 1} | an NSID
          """)
  void refusesKeysThatTheLexiconDoesNotAllow(
      String collection, String rkey, String record, String rule) {
    var account = TestAccount.create();
    for (String method : new String[] {"createRecord", "putRecord", "create", "update"}) {
      refused(
          write(account, method, collection, rkey, record, ""),
          "Invalid record key %s: %s records have %s for their key"
              .formatted(rkey, collection, rule));
    }
  }

  @Test
  void choosesNoKeyThatTheLexiconDoesNotAllow() {
    var account = TestAccount.create();
    account
        .asCaller()
        .contentType("application/json")
        .body(
            "{\"repo\": \"%s\", \"collection\": \"app.bsky.actor.profile\", \"record\": {}}"
                .formatted(account.did()))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(400)
        .body(
            "message",
            equalTo(
                "Invalid record key: app.bsky.actor.profile records have \"self\" for their key"));
  }

  @Test
  void refusesACollectionThatIsNoRecord() {
    refused(
        write(TestAccount.create(), "createRecord", "com.atproto.repo.strongRef", TID, REF, ""),
        "Lexicon type com.atproto.repo.strongRef is not that of a record");
  }

  @Test
  void refusesLegacyBlobs() {
    var account = TestAccount.create();
    String legacy =
        "{\"x\": {\"cid\": \"bafkreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq\", \"mimeType\": \"image/png\"}}";
    write(account, "createRecord", "com.example.thing", TID, legacy, ", \"validate\": false")
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void checksEveryWriteBeforeAny() {
    var account = TestAccount.create();
    String good =
        "{\"$type\": \"com.atproto.repo.applyWrites#create\", \"collection\": \"app.bsky.feed.post\", \"value\": {\"text\": \"\", AT}}";
    String bad = good.replace(", AT", "");
    account
        .asCaller()
        .contentType("application/json")
        .body(
            "{\"repo\": \"%s\", \"writes\": [%s, %s]}"
                .formatted(account.did(), expanded(good), bad))
        .post("/xrpc/com.atproto.repo.applyWrites")
        .then()
        .statusCode(400);
    account
        .asCaller()
        .queryParam("repo", account.did())
        .get("/xrpc/com.atproto.repo.describeRepo")
        .then()
        .body("collections", equalTo(java.util.List.of()));
  }

  @Test
  void survivesARecordAsDeepAsDataMayBe() {
    var account = TestAccount.create();
    String deep =
        "{\"text\": \"\", AT, \"embed\": {\"$type\": \"app.bsky.embed.record\", \"record\": "
            + "{\"x\": ".repeat(60)
            + "1"
            + "}".repeat(60)
            + "}}";
    DagJson.parse(expanded(deep));
    write(account, "createRecord", "app.bsky.feed.post", TID, deep, "")
        .statusCode(400)
        .body(
            "message",
            equalTo(
                "Invalid app.bsky.feed.post record: Record/embed/record must have the property \"uri\""))
        .body("$", not(hasKey("uri")));
  }
}
