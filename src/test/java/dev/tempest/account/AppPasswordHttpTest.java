package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AppPasswordHttpTest {
  private static final String CREATE = "/xrpc/com.atproto.server.createAppPassword";
  private static final String LIST = "/xrpc/com.atproto.server.listAppPasswords";
  private static final String REVOKE = "/xrpc/com.atproto.server.revokeAppPassword";
  private static final String LOG_IN = "/xrpc/com.atproto.server.createSession";
  private static final String REFRESH = "/xrpc/com.atproto.server.refreshSession";
  private static final String SESSION = "/xrpc/com.atproto.server.getSession";

  @Inject StatusOfAccount statuses;
  @Inject AppPasswords passwords;

  private static ValidatableResponse create(TestAccount account, Map<String, ?> input) {
    return post(account.accessJwt(), CREATE, input);
  }

  private static String create(TestAccount account, String name, boolean privileged) {
    return create(account, Map.of("name", name, "privileged", privileged))
        .statusCode(200)
        .extract()
        .path("password");
  }

  private static ValidatableResponse post(String token, String method, Map<String, ?> input) {
    return TestAccount.with(token).contentType("application/json").body(input).post(method).then();
  }

  private static ValidatableResponse logIn(
      TestAccount account, String password, boolean takendown) {
    return given()
        .contentType("application/json")
        .body(
            Map.of(
                "identifier", account.handle(), "password", password, "allowTakendown", takendown))
        .post(LOG_IN)
        .then();
  }

  private static JsonPath logIn(TestAccount account, String password) {
    return logIn(account, password, false).statusCode(200).extract().jsonPath();
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private static String scope(String token) {
    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    return JsonPath.from(claims).getString("scope");
  }

  @Test
  void isShownOnceAndListed() {
    var account = TestAccount.create();
    create(account, Map.of("name", "My phone"))
        .statusCode(200)
        .body("$", aMapWithSize(4))
        .body("name", equalTo("My phone"))
        .body("password", matchesPattern("[a-z2-7]{4}(-[a-z2-7]{4}){3}"))
        .body("privileged", is(false))
        .body("createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"));
    create(account, "chat", true);
    account
        .asCaller()
        .get(LIST)
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("passwords", hasSize(2))
        .body("passwords[0]", aMapWithSize(3))
        .body("passwords.find { it.name == 'My phone' }.privileged", is(false))
        .body("passwords.find { it.name == 'chat' }.privileged", is(true));
  }

  @ParameterizedTest
  @CsvSource({"false, com.atproto.appPass", "true, com.atproto.appPassPrivileged"})
  void opensSessionsOfItsOwnScope(boolean privileged, String scope) {
    var account = TestAccount.create();
    var session = logIn(account, create(account, "app", privileged));
    assertThat(scope(session.getString("accessJwt"))).isEqualTo(scope);
    var next =
        TestAccount.with(session.getString("refreshJwt"))
            .post(REFRESH)
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    assertThat(scope(next.getString("accessJwt"))).isEqualTo(scope);
    TestAccount.with(next.getString("accessJwt"))
        .get(SESSION)
        .then()
        .statusCode(200)
        .body("email", equalTo(account.email()));
    post(
            next.getString("accessJwt"),
            "/xrpc/com.atproto.repo.createRecord",
            Map.of(
                "repo",
                account.did(),
                "collection",
                "com.example.thing",
                "record",
                Map.of("$type", "com.example.thing")))
        .statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void doesNotGiveWhatTheAccountsOwnPasswordGives(boolean privileged) {
    var account = TestAccount.create();
    String token = logIn(account, create(account, "app", privileged)).getString("accessJwt");
    refused(post(token, CREATE, Map.of("name", "another")), 400, "InvalidToken");
    refused(post(token, REVOKE, Map.of("name", "app")), 400, "InvalidToken");
    refused(TestAccount.with(token).get(LIST).then(), 400, "InvalidToken");
    refused(
        TestAccount.with(token).get("/xrpc/com.atproto.server.getAccountInviteCodes").then(),
        400,
        "InvalidToken");
  }

  @Test
  void endsItsSessionsWhenRevoked() {
    var account = TestAccount.create();
    String password = create(account, "lost", false);
    String kept = create(account, "kept", false);
    var session = logIn(account, password);
    var other = logIn(account, kept);
    post(account.accessJwt(), REVOKE, Map.of("name", "lost")).statusCode(200).body(equalTo(""));
    refused(
        TestAccount.with(session.getString("refreshJwt")).post(REFRESH).then(),
        400,
        "ExpiredToken");
    refused(logIn(account, password, false), 401, "AuthenticationRequired");
    TestAccount.with(other.getString("refreshJwt")).post(REFRESH).then().statusCode(200);
    TestAccount.with(account.refreshJwt()).post(REFRESH).then().statusCode(200);
    account.asCaller().get(LIST).then().body("passwords.name", equalTo(java.util.List.of("kept")));
    post(account.accessJwt(), REVOKE, Map.of("name", "lost")).statusCode(200);
  }

  @Test
  void fitsItsAccountAlone() {
    var account = TestAccount.create();
    String password = create(account, "app", false);
    refused(logIn(TestAccount.create(), password, false), 401, "AuthenticationRequired");
    refused(logIn(account, "aaaa-bbbb-cccc-dddd", false), 401, "AuthenticationRequired");
    refused(logIn(account, password + " ", false), 401, "AuthenticationRequired");
  }

  @Test
  void hasANameOfItsOwn() {
    var account = TestAccount.create();
    create(account, "twice", false);
    refused(create(account, Map.of("name", "twice")), 400, "DuplicateCreate");
    create(TestAccount.create(), "twice", false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two\nlines"})
  void refusesNamesThatNobodyCanRead(String name) {
    var account = TestAccount.create();
    refused(create(account, Map.of("name", name)), 400, "InvalidRequest");
  }

  @Test
  void refusesInputThatIsNone() {
    var account = TestAccount.create();
    refused(create(account, Map.of()), 400, "InvalidRequest");
    refused(create(account, Map.of("name", "x".repeat(129))), 400, "InvalidRequest");
    refused(create(account, Map.of("name", "x", "privileged", "yes")), 400, "InvalidRequest");
    refused(post(account.accessJwt(), REVOKE, Map.of()), 400, "InvalidRequest");
  }

  @Test
  void comesInLimitedNumber() {
    var did = new Did(TestAccount.create().did());
    for (int i = 0; i < AppPasswords.MOST; i++) {
      passwords.create(did, "app " + i, false);
    }
    assertThatThrownBy(() -> passwords.create(did, "one more", false))
        .isInstanceOf(Refusal.Invalid.class);
    passwords.revoke(did, "app 3");
    passwords.create(did, "one more", false);
  }

  @Test
  void isForAccountsThatAreNotTakenDown() {
    var account = TestAccount.create();
    String password = create(account, "app", true);
    statuses.set(new Did(account.did()), AccountStatus.TAKENDOWN);
    refused(create(account, Map.of("name", "another")), 401, "AccountTakedown");
    refused(account.asCaller().get(LIST).then(), 401, "AccountTakedown");
    refused(post(account.accessJwt(), REVOKE, Map.of("name", "app")), 401, "AccountTakedown");
    refused(logIn(account, password, false), 401, "AccountTakedown");
    refused(logIn(account, password, true), 401, "AccountTakedown");
    refused(logIn(account, "aaaa-bbbb-cccc-dddd", true), 401, "AuthenticationRequired");
  }

  @Test
  void asksForASession() {
    refused(
        given().contentType("application/json").body(Map.of("name", "x")).post(CREATE).then(),
        401,
        "AuthenticationRequired");
    refused(
        given().contentType("application/json").body(Map.of("name", "x")).post(REVOKE).then(),
        401,
        "AuthenticationRequired");
    refused(given().get(LIST).then(), 401, "AuthenticationRequired");
  }
}
