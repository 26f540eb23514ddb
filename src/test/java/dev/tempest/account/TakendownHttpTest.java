package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left to an account that is taken down. */
@QuarkusTest
class TakendownHttpTest {
  @Inject StatusOfAccount statuses;

  private String session(TestAccount account, AccountStatus status) {
    statuses.set(new Did(account.did()), status);
    return given()
        .contentType("application/json")
        .body(
            Map.of(
                "identifier",
                account.handle(),
                "password",
                account.password(),
                "allowTakendown",
                true))
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("status", equalTo(status.wire()))
        .extract()
        .path("accessJwt");
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  @ParameterizedTest
  @EnumSource(
      value = AccountStatus.class,
      names = {"TAKENDOWN", "SUSPENDED"})
  void isToExportWhatIsItsOwn(AccountStatus status) {
    var account = TestAccount.create();
    String session = session(account, status);
    for (String method : new String[] {"getRepo", "listBlobs", "getLatestCommit"}) {
      String path = "/xrpc/com.atproto.sync." + method + "?did=" + account.did();
      TestAccount.with(session).get(path).then().statusCode(200);
      refused(
          given().get(path).then(),
          400,
          status == AccountStatus.TAKENDOWN ? "RepoTakendown" : "RepoSuspended");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.atproto.server.getSession",
        "com.atproto.server.listAppPasswords",
        "com.atproto.server.getAccountInviteCodes",
        "com.atproto.temp.checkSignupQueue"
      })
  void isNotToAskFor(String method) {
    var account = TestAccount.create();
    String session = session(account, AccountStatus.TAKENDOWN);
    refused(TestAccount.with(session).get("/xrpc/" + method).then(), 400, "InvalidToken");
    // also the sessions from before do nothing now
    refused(account.asCaller().get("/xrpc/" + method).then(), 401, "AccountTakedown");
  }

  @Test
  void isNotToWrite() {
    var account = TestAccount.create();
    String session = session(account, AccountStatus.TAKENDOWN);
    for (String method :
        new String[] {
          "com.atproto.repo.createRecord",
          "com.atproto.server.createAppPassword",
          "com.atproto.server.revokeAppPassword"
        }) {
      refused(
          TestAccount.with(session)
              .contentType("application/json")
              .body(Map.of("name", "x"))
              .post("/xrpc/" + method)
              .then(),
          400,
          "InvalidToken");
    }
    refused(
        TestAccount.with(session)
            .contentType("text/plain")
            .body("hello")
            .post("/xrpc/com.atproto.repo.uploadBlob")
            .then(),
        400,
        "InvalidToken");
  }

  @Test
  void endsWithTheTakedown() {
    var account = TestAccount.create();
    String session = session(account, AccountStatus.TAKENDOWN);
    statuses.set(new Did(account.did()), AccountStatus.ACTIVE);
    refused(
        TestAccount.with(session).get("/xrpc/com.atproto.server.getSession").then(),
        400,
        "InvalidToken");
    account.asCaller().get("/xrpc/com.atproto.server.getSession").then().statusCode(200);
  }

  @Test
  void seesNobodyElse() {
    var account = TestAccount.create();
    var other = TestAccount.create();
    statuses.set(new Did(other.did()), AccountStatus.TAKENDOWN);
    String session = session(account, AccountStatus.TAKENDOWN);
    refused(
        TestAccount.with(session).get("/xrpc/com.atproto.sync.getRepo?did=" + other.did()).then(),
        400,
        "RepoTakendown");
  }
}
