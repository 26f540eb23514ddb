package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.atproto.event.Frames;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.testing.AtOnce;
import dev.tempest.testing.Settled;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CreateAccountHttpTest {
  private static final String CREATE = "/xrpc/com.atproto.server.createAccount";

  @Inject PlcDirectory plc;
  @Inject Sequencer sequencer;
  @Inject AccountDatabase accounts;
  @Inject HostedAccounts directory;
  @Inject IncompleteAccounts incomplete;
  @Inject RepoFiles repos;
  @Inject DataDir dataDir;

  private static Map<String, Object> input(String name) {
    var input = new HashMap<String, Object>();
    input.put("handle", name + ".test");
    input.put("email", name + "@example.com");
    input.put("password", "a long password");
    return input;
  }

  private static ValidatableResponse create(Map<String, Object> input) {
    return given().contentType("application/json").body(input).post(CREATE).then();
  }

  @Test
  void makesAnAccount() {
    var answer =
        create(input("Alice"))
            .statusCode(200)
            .body("$", aMapWithSize(5))
            .body("handle", equalTo("alice.test"))
            .body("did", startsWith("did:plc:"))
            .body("accessJwt", notNullValue())
            .body("refreshJwt", notNullValue())
            .body("didDoc.alsoKnownAs", equalTo(List.of("at://alice.test")))
            .body("didDoc.service[0].id", equalTo("#atproto_pds"))
            .extract()
            .jsonPath();
    var did = new Did(answer.getString("did"));
    assertThat(plc.document(did))
        .hasValueSatisfying(
            document -> {
              assertThat(document.handle()).contains(new Handle("alice.test"));
              assertThat(document.signingKey()).isPresent();
            });
    TestAccount.with(answer.getString("accessJwt"))
        .get("/xrpc/com.atproto.server.getSession")
        .then()
        .statusCode(200)
        .body("did", equalTo(did.value()));
    given()
        .get("/xrpc/com.atproto.identity.resolveHandle?handle=alice.test")
        .then()
        .statusCode(200)
        .body("did", equalTo(did.value()));
  }

  @Test
  void announcesAnAccountInOrder() throws InterruptedException {
    long before = Settled.seq(sequencer);
    String did = create(input("announced")).statusCode(200).extract().path("did");
    assertThat(sequencer.awaitBeyond(before + 3, Duration.ofSeconds(10))).isTrue();
    assertThat(sequencer.after(before, 10))
        .extracting(frame -> Frames.decode(frame.frame()).event().type())
        .containsExactly("#identity", "#account", "#commit", "#sync");
    assertThat(sequencer.after(before, 10))
        .allMatch(frame -> Frames.decode(frame.frame()).event().did().value().equals(did));
  }

  @Test
  void canWriteAtOnce() {
    var account = TestAccount.create();
    account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                account.handle(),
                "collection",
                "app.bsky.feed.post",
                "record",
                Map.of(
                    "$type",
                    "app.bsky.feed.post",
                    "text",
                    "hello",
                    "createdAt",
                    "2026-01-01T00:00:00Z")))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("private"))
        .header("Vary", containsString("uthorization"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          handle   | ab.test                     | InvalidHandle
          handle   | much-too-long-a-name.test   | InvalidHandle
          handle   | two.names.test              | InvalidHandle
          handle   | not_a_handle.test           | InvalidHandle
          handle   | name                        | InvalidHandle
          handle   | name.example.com            | UnsupportedDomain
          handle   | admin.test                  | HandleNotAvailable
          handle   | WWW.test                    | HandleNotAvailable
          email    | nonsense                    | InvalidRequest
          email    | a@b                         | InvalidRequest
          email    | 'a b@example.com'           | InvalidRequest
          email    | ''                          | InvalidRequest
          password | seven77                     | InvalidPassword
          did      | nonsense                    | InvalidRequest
          recoveryKey | nonsense                 | InvalidRequest
          plcOp    | {}                          | InvalidRequest
          """)
  void refuses(String field, String value, String error) {
    var input = input("refused");
    input.put(field, value);
    create(input)
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", notNullValue());
  }

  @Test
  void refusesAPasswordThatIsTooLong() {
    var input = input("long");
    input.put("password", "x".repeat(257));
    create(input).statusCode(400).body("error", equalTo("InvalidPassword"));
  }

  @Test
  void requiresEmailAndPassword() {
    for (String field : List.of("email", "password")) {
      var input = input("lacking");
      input.remove(field);
      create(input).statusCode(400).body("error", equalTo("InvalidRequest"));
    }
  }

  @Test
  void refusesWhatAnotherHas() {
    var other = TestAccount.create();
    var sameHandle = input("unused");
    sameHandle.put("handle", other.handle().toUpperCase(java.util.Locale.ROOT));
    create(sameHandle).statusCode(400).body("error", equalTo("HandleNotAvailable"));
    var sameEmail = input("unused");
    sameEmail.put("email", other.email().toLowerCase(java.util.Locale.ROOT));
    create(sameEmail)
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString("already taken"));
  }

  @Test
  void givesAHandleToOneOfTwoWhoAskAtOnce() {
    var statuses =
        AtOnce.forEach(
            List.of("a", "b"),
            who -> {
              var input = input("contested");
              input.put("email", who + "@contested.example.com");
              return create(input).extract().statusCode();
            });
    assertThat(statuses).containsExactlyInAnyOrder(200, 400);
  }

  @Test
  void undoesWhatItDidWhenAStepFails() throws IOException {
    Path aside = dataDir.root().resolve("aside");
    Files.move(dataDir.repos(), aside);
    try {
      var failed =
          create(input("undone")).statusCode(500).body("error", equalTo("InternalServerError"));
      failed.body("message", containsString("(" + failed.extract().header("x-request-id") + ")"));
    } finally {
      Files.move(aside, dataDir.repos());
    }
    assertThat(directory.find(new Handle("undone.test"))).isEmpty();
    create(input("undone")).statusCode(200);
  }

  @Test
  void settlesWhatACrashLeft() {
    var half = new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    var whole = new Did(TestAccount.create().did());
    accounts
        .database()
        .write(
            tx -> {
              AccountTable.insert(
                  tx, half, new Handle("half.test"), "half@example.com", "-", Instant.EPOCH);
              try (var update =
                  tx.prepareStatement("UPDATE account SET incomplete = 1 WHERE did = ?")) {
                update.setString(1, whole.value());
                return update.executeUpdate();
              }
            });
    incomplete.settle();
    assertThat(accounts.database().read(LifecycleTable::incomplete)).isEmpty();
    assertThat(directory.find(half)).isEmpty();
    assertThat(directory.find(whole)).isPresent();
    assertThat(repos.exists(whole)).isTrue();
  }
}
