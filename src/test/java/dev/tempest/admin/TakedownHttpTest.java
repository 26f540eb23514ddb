package dev.tempest.admin;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takedowns and what they hide. */
@QuarkusTest
class TakedownHttpTest {
  private static final String UPDATE = "/xrpc/com.atproto.admin.updateSubjectStatus";
  private static final String STATUS = "/xrpc/com.atproto.admin.getSubjectStatus";
  private static final String POSTS = "app.bsky.feed.post";
  private static final String UNKNOWN = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

  @Inject Sequencer sequencer;

  private static Map<String, Object> account(String did) {
    return Map.of("$type", "com.atproto.admin.defs#repoRef", "did", did);
  }

  private static Map<String, Object> record(String uri, String cid) {
    return Map.of("$type", "com.atproto.repo.strongRef", "uri", uri, "cid", cid);
  }

  private static Map<String, Object> blob(String did, String cid) {
    return Map.of("$type", "com.atproto.admin.defs#repoBlobRef", "did", did, "cid", cid);
  }

  private static ValidatableResponse update(Map<String, Object> body) {
    return asAdmin().contentType("application/json").body(body).post(UPDATE).then();
  }

  private static ValidatableResponse takedown(Map<String, Object> subject, boolean applied) {
    return update(Map.of("subject", subject, "takedown", Map.of("applied", applied)))
        .statusCode(200);
  }

  private record Written(String uri, String cid) {
    String rkey() {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }
  }

  private static Written post(TestAccount account, Map<String, Object> more) {
    var record = new java.util.HashMap<>(more);
    record.put("$type", POSTS);
    record.put("text", "hello");
    record.put("createdAt", "2026-01-01T00:00:00.000Z");
    var answer =
        account
            .asCaller()
            .contentType("application/json")
            .body(Map.of("repo", account.did(), "collection", POSTS, "record", record))
            .post("/xrpc/com.atproto.repo.createRecord")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    return new Written(answer.getString("uri"), answer.getString("cid"));
  }

  private static ValidatableResponse getRecord(TestAccount account, Written record) {
    return given()
        .queryParams("repo", account.did(), "collection", POSTS, "rkey", record.rkey())
        .get("/xrpc/com.atproto.repo.getRecord")
        .then();
  }

  // --- accounts

  @Test
  void anAccountLosesItsSessions() {
    var account = TestAccount.create();
    takedown(account(account.did()), true);
    account
        .asCaller()
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(401)
        .body("error", equalTo("AccountTakedown"));
    TestAccount.with(account.refreshJwt())
        .post("/xrpc/com.atproto.server.refreshSession")
        .then()
        .statusCode(401)
        .body("error", equalTo("AccountTakedown"));
    takedown(account(account.did()), false);
    TestAccount.with(account.refreshJwt()) // it does not come back
        .post("/xrpc/com.atproto.server.refreshSession")
        .then()
        .statusCode(400)
        .body("error", equalTo("ExpiredToken"));
  }

  @Test
  void anAccountLogsInOnlyToLeave() {
    var account = TestAccount.create();
    takedown(account(account.did()), true);
    var credentials = Map.of("identifier", account.handle(), "password", account.password());
    given()
        .contentType("application/json")
        .body(credentials)
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(401)
        .body("error", equalTo("AccountTakedown"));
    takedown(account(account.did()), false);
    given()
        .contentType("application/json")
        .body(credentials)
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(200)
        .body("active", equalTo(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/xrpc/com.atproto.sync.getRepo",
        "/xrpc/com.atproto.sync.getLatestCommit",
        "/xrpc/com.atproto.sync.listBlobs"
      })
  void anAccountsRepositoryIsClosedToAllButTheOperator(String method) {
    var account = TestAccount.create();
    takedown(account(account.did()), true);
    given()
        .get(method + "?did=" + account.did())
        .then()
        .statusCode(400)
        .body("error", equalTo("RepoTakendown"));
    asAdmin().get(method + "?did=" + account.did()).then().statusCode(200);
    takedown(account(account.did()), false);
    given().get(method + "?did=" + account.did()).then().statusCode(200);
  }

  @Test
  void anAccountsRecordsAndBlobsAreClosed() {
    var account = TestAccount.create();
    var upload = upload(account, "picture of " + account.did());
    var post = post(account, embed(upload));
    takedown(account(account.did()), true);
    getRecord(account, post).statusCode(400).body("error", equalTo("RecordNotFound"));
    getBlob(account, cid(upload)).statusCode(400).body("error", equalTo("RepoTakendown"));
    given().get("/xrpc/com.atproto.repo.describeRepo?repo=" + account.did()).then().statusCode(400);
    takedown(account(account.did()), false);
    getRecord(account, post).statusCode(200);
    getBlob(account, cid(upload)).statusCode(200);
  }

  @Test
  void anAccountIsListedAsTakenDown() {
    var account = TestAccount.create();
    takedown(account(account.did()), true);
    String one = "repos.find { it.did == '" + account.did() + "' }";
    given()
        .get("/xrpc/com.atproto.sync.listRepos?limit=1000")
        .then()
        .body(one + ".active", equalTo(false))
        .body(one + ".status", equalTo("takendown"));
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + account.did())
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("status", equalTo("takendown"))
        .body("rev", nullValue());
    takedown(account(account.did()), false);
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + account.did())
        .then()
        .body("active", equalTo(true));
  }

  @Test
  void subscribersHearOfItAndOfTheReturn() {
    var account = TestAccount.create();
    var events = Events.of(sequencer, account.did());
    takedown(account(account.did()), true);
    assertThat(events.await(1))
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Account.class,
            event -> {
              assertThat(event.active()).isFalse();
              assertThat(event.status()).isEqualTo("takendown");
            });
    takedown(account(account.did()), false);
    assertThat(events.await(4))
        .extracting(Event::type)
        .containsExactly("#account", "#account", "#identity", "#sync");
    assertThat(((Event.Account) events.now().get(1)).active()).isTrue();
  }

  @Test
  void theNoteIsTheOperatorsOrTheTime() {
    var account = TestAccount.create();
    var subject = account(account.did());
    update(Map.of("subject", subject, "takedown", Map.of("applied", true, "ref", "case 7")))
        .statusCode(200)
        .body("subject.$type", equalTo("com.atproto.admin.defs#repoRef"))
        .body("subject.did", equalTo(account.did()))
        .body("takedown.applied", equalTo(true))
        .body("takedown.ref", equalTo("case 7"));
    status("?did=" + account.did())
        .body("subject.$type", equalTo("com.atproto.admin.defs#repoRef"))
        .body("subject.did", equalTo(account.did()))
        .body("takedown.applied", equalTo(true))
        .body("takedown.ref", equalTo("case 7"))
        .body("deactivated.applied", equalTo(false));
    takedown(subject, true);
    status("?did=" + account.did()).body("takedown.ref", matchesPattern("2\\d{3}-.*Z"));
    takedown(subject, false);
    status("?did=" + account.did())
        .body("takedown.applied", equalTo(false))
        .body("takedown.ref", nullValue());
  }

  private static ValidatableResponse status(String query) {
    return asAdmin().get(STATUS + query).then().statusCode(200);
  }

  @Test
  void withoutAnAttributeTheStatusIsToldAgain() {
    var account = TestAccount.create();
    var events = Events.of(sequencer, account.did());
    update(Map.of("subject", account(account.did()))).statusCode(200).body("takedown", nullValue());
    assertThat(events.await(1))
        .containsExactly(
            new Event.Account(new dev.tempest.atproto.syntax.Did(account.did()), true, null));
  }

  @Test
  void takedownAndActivationAtOnceAreRefused() {
    var account = TestAccount.create();
    update(
            Map.of(
                "subject", account(account.did()),
                "takedown", Map.of("applied", true),
                "deactivated", Map.of("applied", false)))
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    status("?did=" + account.did()).body("takedown.applied", equalTo(false));
  }

  // --- records

  @Test
  void aRecordIsHiddenAndComesBack() {
    var account = TestAccount.create();
    var post = post(account, Map.of());
    takedown(record(post.uri(), post.cid()), true);
    getRecord(account, post).statusCode(400).body("error", equalTo("RecordNotFound"));
    account // from its owner too
        .asCaller()
        .queryParams("repo", account.did(), "collection", POSTS, "rkey", post.rkey())
        .get("/xrpc/com.atproto.repo.getRecord")
        .then()
        .statusCode(400);
    status("?uri=" + post.uri())
        .body("subject.$type", equalTo("com.atproto.repo.strongRef"))
        .body("subject.uri", equalTo(post.uri()))
        .body("subject.cid", equalTo(post.cid()))
        .body("takedown.applied", equalTo(true));
    given() // the repository is whole: its commit proves the record
        .get(
            "/xrpc/com.atproto.sync.getRecord?did=%s&collection=%s&rkey=%s"
                .formatted(account.did(), POSTS, post.rkey()))
        .then()
        .statusCode(200);
    takedown(record(post.uri(), post.cid()), false);
    getRecord(account, post).statusCode(200).body("cid", equalTo(post.cid()));
    status("?uri=" + post.uri()).body("takedown.applied", equalTo(false));
  }

  @Test
  void aListWithHiddenRecordsIsStillFullAndEnds() {
    var account = TestAccount.create();
    var posts = new ArrayList<Written>();
    for (int i = 0; i < 9; i++) {
      posts.add(post(account, Map.of("number", i)));
    }
    for (int hidden : List.of(1, 2, 3, 4, 8)) {
      takedown(record(posts.get(hidden).uri(), posts.get(hidden).cid()), true);
    }
    var shown =
        List.of(posts.get(7).uri(), posts.get(6).uri(), posts.get(5).uri(), posts.get(0).uri());
    list(account, "&limit=100").body("records.uri", equalTo(shown));
    var first = list(account, "&limit=3").body("records.uri", equalTo(shown.subList(0, 3)));
    String cursor = first.extract().path("cursor");
    list(account, "&limit=3&cursor=" + cursor).body("records.uri", equalTo(shown.subList(3, 4)));
    list(account, "&limit=2&reverse=true")
        .body("records.uri", contains(shown.get(3), shown.get(2)));
  }

  private static ValidatableResponse list(TestAccount account, String query) {
    return given()
        .get(
            "/xrpc/com.atproto.repo.listRecords?repo=%s&collection=%s%s"
                .formatted(account.did(), POSTS, query))
        .then()
        .statusCode(200);
  }

  @Test
  void writingARecordAgainDoesNotBringItBack() {
    var account = TestAccount.create();
    var post = post(account, Map.of());
    takedown(record(post.uri().replace(account.did(), account.handle()), post.cid()), true);
    Map<String, Object> path =
        Map.of("repo", account.did(), "collection", POSTS, "rkey", post.rkey());
    account
        .asCaller()
        .contentType("application/json")
        .body(path)
        .post("/xrpc/com.atproto.repo.deleteRecord")
        .then()
        .statusCode(200);
    var again = new java.util.HashMap<>(path);
    again.put(
        "record", Map.of("$type", POSTS, "text", "again", "createdAt", "2026-01-01T00:00:00Z"));
    account
        .asCaller()
        .contentType("application/json")
        .body(again)
        .post("/xrpc/com.atproto.repo.putRecord")
        .then()
        .statusCode(200);
    getRecord(account, post).statusCode(400);
  }

  // --- blobs

  private static Map<String, Object> upload(TestAccount account, String content) {
    return account
        .asCaller()
        .contentType("text/plain")
        .body(content)
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(200)
        .extract()
        .path("blob");
  }

  private static String cid(Map<String, Object> blob) {
    return ((Map<?, ?>) blob.get("ref")).get("$link").toString();
  }

  private static Map<String, Object> embed(Map<String, Object> blob) {
    return Map.of("attachment", blob);
  }

  private static ValidatableResponse getBlob(TestAccount account, String cid) {
    return given()
        .get("/xrpc/com.atproto.sync.getBlob?did=%s&cid=%s".formatted(account.did(), cid))
        .then();
  }

  @Test
  void aBlobIsRefusedAndComesBack() {
    var account = TestAccount.create();
    String content = "picture of " + account.did();
    var upload = upload(account, content);
    String cid = cid(upload);
    post(account, embed(upload));
    takedown(blob(account.did(), cid), true);
    getBlob(account, cid).statusCode(400).body("error", equalTo("BlobNotFound"));
    asAdmin()
        .get("/xrpc/com.atproto.sync.getBlob?did=%s&cid=%s".formatted(account.did(), cid))
        .then()
        .statusCode(400);
    given() // the record still refers to it
        .get("/xrpc/com.atproto.sync.listBlobs?did=" + account.did())
        .then()
        .body("cids", hasItem(cid));
    account
        .asCaller()
        .contentType("text/plain")
        .body(content)
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
    status("?did=%s&blob=%s".formatted(account.did(), cid))
        .body("subject.$type", equalTo("com.atproto.admin.defs#repoBlobRef"))
        .body("subject.did", equalTo(account.did()))
        .body("subject.cid", equalTo(cid))
        .body("takedown.applied", equalTo(true))
        .body("deactivated", nullValue());

    takedown(blob(account.did(), cid), false);
    getBlob(account, cid).statusCode(200).body(equalTo(content));
    upload(account, content);
    status("?did=%s&blob=%s".formatted(account.did(), cid))
        .body("takedown.applied", equalTo(false));
  }

  @Test
  void aRecordMayNotReferToABlobThatIsTakenDown() {
    var account = TestAccount.create();
    var upload = upload(account, "picture of " + account.did());
    takedown(blob(account.did(), cid(upload)), true);
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo", account.did(),
                "collection", "com.example.thing",
                "record", Map.of("$type", "com.example.thing", "attachment", upload)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(400)
        .body("error", equalTo("BlobNotFound"));
  }

  // --- refusals

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?did=" + UNKNOWN,
        "?uri=at://" + UNKNOWN + "/app.bsky.feed.post/one",
        "?did=" + UNKNOWN + "&blob=bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
      })
  void doesNotKnowStrangersThings(String query) {
    asAdmin().get(STATUS + query).then().statusCode(400).body("error", equalTo("NotFound"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?did=alice.test",
        "?uri=rubbish",
        "?uri=at://" + UNKNOWN,
        "?blob=bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
        "?did=" + UNKNOWN + "&blob=rubbish"
      })
  void refusesAQuestionThatMakesNoSense(String query) {
    asAdmin().get(STATUS + query).then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"subject\":null}",
        "{\"subject\":\"did:plc:a\"}",
        "{\"subject\":{\"did\":\"" + UNKNOWN + "\"}}",
        "{\"subject\":{\"$type\":\"com.atproto.admin.defs#nothing\"}}",
        "{\"subject\":{\"$type\":\"com.atproto.admin.defs#repoRef\"}}",
        "{\"subject\":{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\""
            + UNKNOWN
            + "\"},\"takedown\":{}}",
        "{\"subject\":{\"$type\":\"com.atproto.repo.strongRef\",\"uri\":\"at://"
            + UNKNOWN
            + "\",\"cid\":\"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku\"}}"
      })
  void refusesAnUpdateThatMakesNoSense(String body) {
    asAdmin()
        .contentType("application/json")
        .body(body)
        .post(UPDATE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void strangersCannotBeTakenDown() {
    for (var subject :
        List.of(
            account(UNKNOWN),
            record(
                "at://" + UNKNOWN + "/app.bsky.feed.post/one",
                "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
            blob(UNKNOWN, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"))) {
      update(Map.of("subject", subject, "takedown", Map.of("applied", true)))
          .statusCode(400)
          .body("error", equalTo("NotFound"));
    }
  }

  @Test
  void eachIsInTheAudit() {
    var account = TestAccount.create();
    var post = post(account, Map.of());
    var uri = new AtUri(post.uri());
    update(
            Map.of(
                "subject", account(account.did()),
                "takedown", Map.of("applied", true, "ref", "case 7")))
        .statusCode(200);
    takedown(account(account.did()), false);
    takedown(record(post.uri(), post.cid()), true);
    String audit = "/xrpc/_admin/audit?subject=";
    asAdmin()
        .get(audit + account.did())
        .then()
        .statusCode(200)
        .body("entries.detail.takedown", contains("ended", "applied"))
        .body("entries[1].detail.ref", equalTo("case 7"))
        .body("entries.action", not(hasItem(not(equalTo(UPDATE.substring(6))))))
        .body("entries.actor", not(hasItem(not(equalTo("admin")))));
    asAdmin()
        .get(audit + uri)
        .then()
        .statusCode(200)
        .body("entries.detail.takedown", contains("applied"));
  }
}
