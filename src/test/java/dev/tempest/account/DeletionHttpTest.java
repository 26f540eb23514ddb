package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.auth.SigningKeys;
import dev.tempest.blob.BlobService;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sequencer.SequencedFrame;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeletionHttpTest {
  private static final String ASK = "/xrpc/com.atproto.server.requestAccountDelete";
  private static final String DELETE = "/xrpc/com.atproto.server.deleteAccount";
  private static final String COLLECTION = "com.example.note";
  private static final Duration SOON = Duration.ofSeconds(20);

  @Inject Mailbox mailbox;
  @Inject EmailCodes codes;
  @Inject AccountDatabase accounts;
  @Inject StatusOfAccount status;
  @Inject AccountDeletion deletion;
  @Inject BlobService blobs;
  @Inject Sequencer sequencer;
  @Inject RepoFiles repos;
  @Inject DataDir dataDir;
  @Inject SigningKeys keys;
  @Inject PlcDirectory directory;
  @Inject HostedAccounts hosted;
  @Inject SessionTokens tokens;

  private static ValidatableResponse delete(TestAccount account, String password, String token) {
    return given()
        .contentType("application/json")
        .body(Map.of("did", account.did(), "password", password, "token", token))
        .post(DELETE)
        .then();
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private long count(String sql, TestAccount account) {
    return accounts
        .database()
        .read(
            connection -> {
              try (var statement = connection.createStatement();
                  var row = statement.executeQuery(sql + " '" + account.did() + "'")) {
                return row.getLong(1);
              }
            });
  }

  private void run(String sql) {
    accounts
        .database()
        .write(
            tx -> {
              try (var statement = tx.createStatement()) {
                return statement.executeUpdate(sql);
              }
            });
  }

  /** An account with a record, a permanent and a temporary blob, and rows wherever it may have. */
  private TestAccount settled() {
    var account = TestAccount.create();
    Map<String, Object> blob = upload(account, "for ever");
    upload(account, "for now");
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                account.did(),
                "collection",
                COLLECTION,
                "record",
                Map.of("$type", COLLECTION, "picture", blob)))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200);
    String did = "'" + account.did() + "'";
    run("INSERT INTO app_password VALUES (" + did + ", 'phone', '-', 0, 0)");
    run("INSERT INTO preference VALUES (" + did + ", 0, 'a', '{}')");
    run(
        "INSERT INTO invite_code VALUES ('code-of-"
            + account.did()
            + "', 1, 0, "
            + did
            + ", "
            + did
            + ", 0)");
    run(
        "INSERT INTO reserved_key VALUES ('key-of-"
            + account.did()
            + "', "
            + did
            + ", 'K256', x'00', 0)");
    return account;
  }

  private static Map<String, Object> upload(TestAccount account, String content) {
    return account
        .asCaller()
        .contentType("text/plain")
        .body(content.getBytes(StandardCharsets.UTF_8))
        .post("/xrpc/com.atproto.repo.uploadBlob")
        .then()
        .statusCode(200)
        .extract()
        .path("blob");
  }

  private List<String> eventsOf(TestAccount account) {
    return sequencer.after(0, 100_000).stream()
        .map(DeletionHttpTest::text)
        .filter(text -> text.contains(account.did()))
        .toList();
  }

  private static String text(SequencedFrame frame) {
    return new String(frame.frame().toArray(), StandardCharsets.ISO_8859_1);
  }

  private void assertErased(TestAccount account) {
    var did = new Did(account.did());
    for (String table :
        List.of(
            "session",
            "app_password",
            "email_code",
            "preference",
            "signing_key",
            "blob",
            "reserved_key")) {
      assertThat(count("SELECT count(*) FROM " + table + " WHERE did =", account))
          .as(table)
          .isZero();
    }
    assertThat(count("SELECT disabled FROM invite_code WHERE for_account =", account)).isEqualTo(1);
    assertThat(
            count(
                "SELECT count(*) FROM account WHERE handle IS NULL AND email IS NULL AND"
                    + " password_hash IS NULL AND status = 'deleted' AND incomplete = 0 AND did =",
                account))
        .isEqualTo(1);
    assertThat(repos.exists(did)).isFalse();
    String folder = DataDir.safeName(did);
    assertThat(dataDir.blobs().resolve(folder)).doesNotExist();
    assertThat(dataDir.tmp().resolve("blobs").resolve(folder)).doesNotExist();
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(eventsOf(account))
                    .singleElement()
                    .satisfies(event -> assertThat(event).contains("#account", "deleted")));
  }

  private static void assertGoneFromTheNetwork(TestAccount account) {
    given()
        .get("/xrpc/com.atproto.sync.getRepoStatus?did=" + account.did())
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("active", is(false))
        .body("status", equalTo("deleted"));
    for (String read :
        List.of(
            "com.atproto.sync.getRepo?did=" + account.did(),
            "com.atproto.sync.getLatestCommit?did=" + account.did(),
            "com.atproto.sync.listBlobs?did=" + account.did(),
            "com.atproto.repo.describeRepo?repo=" + account.did(),
            "com.atproto.repo.listRecords?collection=" + COLLECTION + "&repo=" + account.did())) {
      refused(given().get("/xrpc/" + read).then(), 400, "RepoNotFound");
    }
    refused(
        account.asCaller().get("/xrpc/com.atproto.server.getSession").then(),
        403,
        "AccountNotFound");
  }

  @Test
  void erasesTheAccountForPasswordAndCode() throws IOException {
    var account = settled();
    account.asCaller().post(ASK).then().statusCode(200).body(equalTo(""));
    String code = mailbox.code(account.email(), "Delete");
    Awaitility.await().atMost(SOON).until(() -> eventsOf(account).size() > 3);
    delete(account, account.password(), code.toLowerCase(java.util.Locale.ROOT))
        .statusCode(200)
        .body(equalTo(""));
    assertErased(account);
    assertGoneFromTheNetwork(account);
    refused(delete(account, account.password(), code), 401, "AuthenticationRequired");
    assertThat(leftOnDisk(account)).isEmpty();
    assertThat(directory.document(new Did(account.did()))).isPresent();
  }

  private List<Path> leftOnDisk(TestAccount account) throws IOException {
    try (var files = Files.walk(dataDir.root())) {
      return files
          .filter(file -> file.toString().contains(DataDir.safeName(new Did(account.did()))))
          .toList();
    }
  }

  @Test
  void freesHandleAndAddress() {
    var account = TestAccount.create();
    assertThat(deletion.erase(new Did(account.did()))).isTrue();
    var again = new HashMap<String, String>();
    again.put("handle", account.handle());
    again.put("email", account.email());
    again.put("password", account.password());
    given()
        .contentType("application/json")
        .body(again)
        .post("/xrpc/com.atproto.server.createAccount")
        .then()
        .statusCode(200);
  }

  @Test
  void needsPasswordAndCode() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    refused(delete(account, account.password(), "AAAAA-AAAAA"), 400, "InvalidToken");
    String code = codes.issue(did, Purpose.DELETE_ACCOUNT);
    refused(delete(account, "wrong", code), 401, "AuthenticationRequired");
    String other = codes.issue(did, Purpose.RESET_PASSWORD);
    refused(delete(account, account.password(), other), 400, "InvalidToken");
    run("UPDATE email_code SET created_at = created_at - 900 WHERE did = '" + did + "'");
    refused(delete(account, account.password(), code), 400, "ExpiredToken");
    account.asCaller().get("/xrpc/com.atproto.server.getSession").then().statusCode(200);
  }

  @Test
  void saysOfNobodyWhatItSaysOfAWrongPassword() {
    long start = System.nanoTime();
    given()
        .contentType("application/json")
        .body(Map.of("did", "did:plc:nobody", "password", "x", "token", "AAAAA-AAAAA"))
        .post(DELETE)
        .then()
        .statusCode(401)
        .body("error", equalTo("AuthenticationRequired"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(349));
  }

  @Test
  void alsoLetsGoWhoIsNotActive() {
    for (var why : List.of(AccountStatus.DEACTIVATED, AccountStatus.TAKENDOWN)) {
      var account = TestAccount.create();
      var did = new Did(account.did());
      status.set(did, why);
      String code = codes.issue(did, Purpose.DELETE_ACCOUNT);
      delete(account, account.password(), code).statusCode(200);
      assertThat(hosted.find(did).orElseThrow().status()).isEqualTo(AccountStatus.DELETED);
    }
  }

  @Test
  void askingNeedsAFullSession() {
    refused(given().post(ASK).then(), 401, "AuthenticationRequired");
    var account = TestAccount.create();
    String appPassword =
        tokens.access(new Did(account.did()), Scope.APP_PASSWORD, "id", Instant.now());
    refused(TestAccount.with(appPassword).post(ASK).then(), 400, "InvalidToken");
    assertThat(mailbox.count(account.email())).isZero();
    status.set(new Did(account.did()), AccountStatus.TAKENDOWN);
    account.asCaller().post(ASK).then().statusCode(200);
    assertThat(mailbox.code(account.email(), "Delete")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"did\":\"x\",\"password\":\"p\",\"token\":\"t\"}", "[]", "x"})
  void refusesRubbish(String body) {
    var answer = given().contentType("application/json").body(body).post(DELETE).then();
    refused(answer, 400, "InvalidRequest");
  }

  @ParameterizedTest(name = "after step {0}")
  @ValueSource(ints = {1, 2, 3})
  void bootFinishesWhatACrashInterrupted(int steps) {
    var account = settled();
    var did = new Did(account.did());
    codes.issue(did, Purpose.DELETE_ACCOUNT);
    assertThat(deletion.bury(did)).isTrue();
    if (steps > 1) {
      deletion.eraseRepo(did);
    }
    if (steps > 2) {
      blobs.eraseAll(did);
    }
    assertGoneFromTheNetwork(account);
    deletion.finishInterrupted();
    assertErased(account);
    deletion.finishInterrupted();
    assertThat(deletion.erase(did)).isFalse();
    assertErased(account);
  }

  @Test
  void refusesAWriteThatCameTooLate() {
    var did = new Did(TestAccount.create().did());
    assertThat(keys.of(did)).isNotNull();
    deletion.erase(did);
    assertThatThrownBy(() -> keys.of(did))
        .isInstanceOfSatisfying(
            Refusal.Forbidden.class, r -> assertThat(r.error()).isEqualTo("AccountNotFound"));
  }

  @Test
  void erasesOneAccountOnceAtATime() {
    var did = new Did(TestAccount.create().did());
    CompletableFuture<Boolean> other =
        deletion.alone(
            did,
            () -> {
              var started = CompletableFuture.supplyAsync(() -> deletion.erase(did));
              assertThat(started).isNotCompleted();
              assertThat(deletion.erase(did)).isTrue();
              return started;
            });
    assertThat(other).succeedsWithin(SOON).isEqualTo(false);
  }

  @Test
  void erasesNobody() {
    assertThat(deletion.erase(new Did("did:plc:nobody"))).isFalse();
    assertThat(hosted.find(new Did("did:plc:nobody"))).isEmpty();
  }

  @Test
  void leavesOthersAlone() {
    var other = settled();
    var account = settled();
    deletion.erase(new Did(account.did()));
    Awaitility.await().atMost(SOON).until(() -> eventsOf(account).size() == 1);
    assertThat(eventsOf(other)).hasSizeGreaterThan(3);
    other
        .asCaller()
        .get("/xrpc/com.atproto.sync.listBlobs?did=" + other.did())
        .then()
        .statusCode(200);
  }
}
