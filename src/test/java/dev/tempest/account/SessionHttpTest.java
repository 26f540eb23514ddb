package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SessionHttpTest {
  private static final String CREATE = "/xrpc/com.atproto.server.createSession";
  private static final String REFRESH = "/xrpc/com.atproto.server.refreshSession";
  private static final String DELETE = "/xrpc/com.atproto.server.deleteSession";
  private static final String GET = "/xrpc/com.atproto.server.getSession";

  @Inject SessionTokens tokens;
  @Inject AccountDatabase accounts;
  @Inject HostedAccounts directory;

  private static ValidatableResponse logIn(String identifier, String password) {
    return given()
        .contentType("application/json")
        .body(Map.of("identifier", identifier, "password", password))
        .post(CREATE)
        .then();
  }

  private void setStatus(TestAccount account, AccountStatus status) {
    var did = new Did(account.did());
    accounts
        .database()
        .write(
            tx -> {
              AccountTable.setStatus(tx, did, status);
              return true;
            });
    directory.changed(did);
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer
        .statusCode(status)
        .contentType("application/json")
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error));
  }

  @Test
  void logsInByHandleEmailAndDid() {
    var account = TestAccount.create();
    for (String identifier :
        new String[] {
          account.handle(),
          account.handle().toUpperCase(Locale.ROOT),
          account.email(),
          account.email().toUpperCase(Locale.ROOT),
          account.did()
        }) {
      logIn(identifier, account.password())
          .statusCode(200)
          .body("$", aMapWithSize(9))
          .body("emailAuthFactor", is(false))
          .body("did", equalTo(account.did()))
          .body("handle", equalTo(account.handle()))
          .body("email", equalTo(account.email()))
          .body("emailConfirmed", is(false))
          .body("active", is(true))
          .body("didDoc.id", equalTo(account.did()))
          .body("accessJwt", notNullValue())
          .body("refreshJwt", notNullValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody.test",
        "nobody@example.com",
        "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
        "not a name",
        "did:nonsense",
        ""
      })
  void doesNotTellWhoIsThere(String identifier) {
    long start = System.nanoTime();
    logIn(identifier, "some password")
        .statusCode(401)
        .body("error", equalTo("AuthenticationRequired"))
        .body("message", equalTo("Invalid identifier or password"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(349));
  }

  @Test
  void refusesAWrongPassword() {
    var account = TestAccount.create();
    refused(logIn(account.handle(), "wrong"), 401, "AuthenticationRequired");
    refused(logIn(account.handle(), ""), 401, "AuthenticationRequired");
    refused(logIn(account.handle(), "x".repeat(513)), 401, "AuthenticationRequired");
  }

  @Test
  void takesItsTimeAlsoForTheRightPassword() {
    var account = TestAccount.create();
    long start = System.nanoTime();
    logIn(account.handle(), account.password()).statusCode(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(349));
  }

  @Test
  void showsTheSession() {
    var account = TestAccount.create();
    account
        .asCaller()
        .get(GET)
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("private"))
        .header("Vary", containsString("uthorization"))
        .body("$", aMapWithSize(7))
        .body("emailAuthFactor", is(false))
        .body("did", equalTo(account.did()))
        .body("handle", equalTo(account.handle()))
        .body("email", equalTo(account.email()))
        .body("emailConfirmed", is(false))
        .body("active", is(true))
        .body("didDoc", not(anEmptyMap()));
  }

  @Test
  void continuesTheSession() {
    var account = TestAccount.create();
    var first =
        TestAccount.with(account.refreshJwt())
            .post(REFRESH)
            .then()
            .statusCode(200)
            .body("$", aMapWithSize(9))
            .body("did", equalTo(account.did()))
            .extract()
            .jsonPath();
    assertThat(first.getString("refreshJwt")).isNotEqualTo(account.refreshJwt());
    String again =
        TestAccount.with(account.refreshJwt())
            .post(REFRESH)
            .then()
            .statusCode(200)
            .extract()
            .path("refreshJwt");
    assertThat(again).isEqualTo(first.getString("refreshJwt"));
    TestAccount.with(first.getString("accessJwt")).get(GET).then().statusCode(200);
  }

  @Test
  void takesEachTokenForItsOwnUseOnly() {
    var account = TestAccount.create();
    refused(TestAccount.with(account.refreshJwt()).get(GET).then(), 400, "InvalidToken");
    refused(TestAccount.with(account.accessJwt()).post(REFRESH).then(), 400, "InvalidToken");
    refused(TestAccount.with(account.accessJwt()).post(DELETE).then(), 400, "InvalidToken");
    refused(given().post(DELETE).then(), 401, "AuthenticationRequired");
  }

  @Test
  void endsTheSession() {
    var account = TestAccount.create();
    String next =
        TestAccount.with(account.refreshJwt()).post(REFRESH).then().extract().path("refreshJwt");
    TestAccount.with(next).post(DELETE).then().statusCode(200).body(equalTo(""));
    refused(TestAccount.with(next).post(REFRESH).then(), 400, "ExpiredToken");
    TestAccount.with(account.refreshJwt())
        .post(REFRESH)
        .then()
        .statusCode(400)
        .body("error", equalTo("ExpiredToken"))
        .body("message", equalTo("Token has been revoked"));
    TestAccount.with(next).post(DELETE).then().statusCode(200);
  }

  @Test
  void refusesExpiredTokens() {
    var account = TestAccount.create();
    var did = new Did(account.did());
    Instant past = Instant.now().minus(Duration.ofDays(1));
    String access = tokens.access(did, Scope.ACCESS, "id", past);
    refused(TestAccount.with(access).get(GET).then(), 400, "ExpiredToken");
    String refresh = tokens.refresh(did, "id", past, past.plusSeconds(1));
    refused(TestAccount.with(refresh).post(REFRESH).then(), 400, "ExpiredToken");
    TestAccount.with(refresh).post(DELETE).then().statusCode(200);
  }

  @Test
  void refusesTheTokenOfAnAccountThatIsGone() {
    String access =
        tokens.access(
            new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), Scope.ACCESS, "id", Instant.now());
    refused(TestAccount.with(access).get(GET).then(), 403, "AccountNotFound");
  }

  @Test
  void letsTheDeactivatedInButNotWrite() {
    var account = TestAccount.create();
    setStatus(account, AccountStatus.DEACTIVATED);
    logIn(account.handle(), account.password())
        .statusCode(200)
        .body("active", is(false))
        .body("status", equalTo("deactivated"));
    account.asCaller().get(GET).then().statusCode(200).body("status", equalTo("deactivated"));
    refused(write(account), 401, "AccountDeactivated");
  }

  @ParameterizedTest
  @EnumSource(
      value = AccountStatus.class,
      names = {"TAKENDOWN", "SUSPENDED"})
  void keepsTheTakenDownOut(AccountStatus status) {
    var account = TestAccount.create();
    setStatus(account, status);
    refused(logIn(account.handle(), account.password()), 401, "AccountTakedown");
    refused(account.asCaller().get(GET).then(), 401, "AccountTakedown");
    refused(write(account), 401, "AccountTakedown");
    refused(TestAccount.with(account.refreshJwt()).post(REFRESH).then(), 401, "AccountTakedown");
  }

  @Test
  void letsTheTakenDownLeave() {
    var account = TestAccount.create();
    setStatus(account, AccountStatus.TAKENDOWN);
    var session =
        given()
            .contentType("application/json")
            .body(
                Map.of(
                    "identifier",
                    account.handle(),
                    "password",
                    account.password(),
                    "allowTakendown",
                    true))
            .post(CREATE)
            .then()
            .statusCode(200)
            .body("active", is(false))
            .body("status", equalTo("takendown"))
            .extract()
            .jsonPath();
    refused(TestAccount.with(session.getString("accessJwt")).get(GET).then(), 400, "InvalidToken");
    setStatus(account, AccountStatus.ACTIVE);
    refused(
        TestAccount.with(session.getString("refreshJwt")).post(REFRESH).then(),
        400,
        "ExpiredToken");
  }

  @ParameterizedTest
  @CsvSource({"other, 401, AuthenticationRequired", "nobody.test, 400, InvalidRequest"})
  void writesToOwnReposOnly(String repo, int status, String error) {
    String target = repo.equals("other") ? TestAccount.create().did() : repo;
    refused(write(TestAccount.create(), target), status, error);
  }

  private static ValidatableResponse write(TestAccount account) {
    return write(account, account.did());
  }

  private static ValidatableResponse write(TestAccount account, String repo) {
    return account
        .asCaller()
        .contentType("application/json")
        .body(
            Map.of(
                "repo",
                repo,
                "collection",
                "com.example.thing",
                "record",
                Map.of("$type", "com.example.thing")))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then();
  }
}
