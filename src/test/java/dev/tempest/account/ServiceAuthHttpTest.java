package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.PlcDirectory;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ServiceAuthHttpTest {
  private static final String GET = "/xrpc/com.atproto.server.getServiceAuth";
  private static final String SERVICE = "did:web:api.example.com";
  private static final String TIMELINE = "app.bsky.feed.getTimeline";
  private static final String CHAT = "chat.bsky.convo.listConvos";
  private static final String CREATE_ACCOUNT = "com.atproto.server.createAccount";

  @Inject PlcDirectory plc;
  @Inject StatusOfAccount statuses;

  private static ValidatableResponse ask(String session, Map<String, ?> parameters) {
    return TestAccount.with(session).queryParams(parameters).get(GET).then();
  }

  private static String token(ValidatableResponse answer) {
    return answer.statusCode(200).body("$", aMapWithSize(1)).extract().path("token");
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  private static JsonPath part(String token, int index) {
    return JsonPath.from(
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.")[index]), StandardCharsets.UTF_8));
  }

  private static long inSeconds(long seconds) {
    return Instant.now().getEpochSecond() + seconds;
  }

  private static String logIn(TestAccount account, String password, boolean takendown) {
    return given()
        .contentType("application/json")
        .body(
            Map.of("identifier", account.did(), "password", password, "allowTakendown", takendown))
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(200)
        .extract()
        .path("accessJwt");
  }

  private static String appSession(TestAccount account, boolean privileged) {
    String password =
        account
            .asCaller()
            .contentType("application/json")
            .body(Map.of("name", "app " + privileged, "privileged", privileged))
            .post("/xrpc/com.atproto.server.createAppPassword")
            .then()
            .statusCode(200)
            .extract()
            .path("password");
    return logIn(account, password, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVICE, SERVICE + "#bsky_appview", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"})
  void isSignedByTheKeyOfTheDidDocument(String audience) {
    var account = TestAccount.create();
    String token = token(ask(account.accessJwt(), Map.of("aud", audience, "lxm", TIMELINE)));
    var key = plc.document(new Did(account.did())).flatMap(DidDocument::signingKey).orElseThrow();
    int end = token.lastIndexOf('.');
    assertThat(
            key.verify(
                token.substring(0, end).getBytes(StandardCharsets.UTF_8),
                Base64.getUrlDecoder().decode(token.substring(end + 1))))
        .isTrue();
    assertThat(part(token, 0).getMap("")).isEqualTo(Map.of("typ", "JWT", "alg", "ES256K"));
    var claims = part(token, 1);
    assertThat(claims.getMap("")).hasSize(6);
    assertThat(claims.getString("iss")).isEqualTo(account.did());
    assertThat(claims.getString("aud")).isEqualTo(audience);
    assertThat(claims.getString("lxm")).isEqualTo(TIMELINE);
    assertThat(claims.getString("jti")).matches("[0-9a-f]{32}");
    assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(60);
  }

  @Test
  void isForAnyMethodWhenNoneIsNamed() {
    String token = token(ask(TestAccount.create().accessJwt(), Map.of("aud", SERVICE)));
    assertThat(part(token, 1).getMap("")).doesNotContainKey("lxm");
  }

  @Test
  void livesAsLongAsAsked() {
    var account = TestAccount.create();
    long hour = inSeconds(3590);
    String token =
        token(ask(account.accessJwt(), Map.of("aud", SERVICE, "lxm", TIMELINE, "exp", hour)));
    assertThat(part(token, 1).getLong("exp")).isEqualTo(hour);
    token(ask(account.accessJwt(), Map.of("aud", SERVICE, "exp", inSeconds(50))));
  }

  @Test
  void refusesExpirationsThatAreNotSoon() {
    String session = TestAccount.create().accessJwt();
    for (long exp :
        new long[] {0, -1, Long.MIN_VALUE, inSeconds(-5), inSeconds(3660), Long.MAX_VALUE}) {
      refused(
          ask(session, Map.of("aud", SERVICE, "lxm", TIMELINE, "exp", exp)), 400, "BadExpiration");
    }
    refused(ask(session, Map.of("aud", SERVICE, "exp", inSeconds(90))), 400, "BadExpiration");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, app.bsky.feed.getTimeline, -",
        "'', app.bsky.feed.getTimeline, -",
        "api.example.com, app.bsky.feed.getTimeline, -",
        "did:web:api.example.com#, app.bsky.feed.getTimeline, -",
        "did:web:api.example.com##x, app.bsky.feed.getTimeline, -",
        "'did:web:api.example.com#a b', app.bsky.feed.getTimeline, -",
        "did:web:api.example.com, nonsense, -",
        "did:web:api.example.com, -, soon",
        "did:web:api.example.com, -, 99999999999999999999",
        "did:web:api.example.com, com.atproto.server.getSession, -",
        "did:web:api.example.com, com.atproto.identity.signPlcOperation, -",
        "did:web:api.example.com, com.atproto.admin.sendEmail, -"
      })
  void refuses(String aud, String lxm, String exp) {
    var parameters = new HashMap<String, String>();
    parameters.put("aud", aud);
    parameters.put("lxm", lxm);
    parameters.put("exp", exp);
    parameters.values().removeIf(java.util.Objects::isNull);
    refused(ask(TestAccount.create().accessJwt(), parameters), 400, "InvalidRequest");
  }

  @Test
  void refusesAnAudienceThatIsTooLong() {
    refused(
        ask(TestAccount.create().accessJwt(), Map.of("aud", SERVICE + "#" + "x".repeat(2048))),
        400,
        "InvalidRequest");
  }

  @Test
  void isForChatWithAPrivilegedPasswordOnly() {
    var account = TestAccount.create();
    String plain = appSession(account, false);
    token(ask(plain, Map.of("aud", SERVICE, "lxm", TIMELINE)));
    for (String method : new String[] {CHAT, CREATE_ACCOUNT}) {
      refused(ask(plain, Map.of("aud", SERVICE, "lxm", method)), 400, "InvalidRequest");
      token(ask(appSession(TestAccount.create(), true), Map.of("aud", SERVICE, "lxm", method)));
      token(ask(account.accessJwt(), Map.of("aud", SERVICE, "lxm", method)));
    }
  }

  @Test
  void letsTheTakenDownMoveAway() {
    var account = TestAccount.create();
    statuses.set(new Did(account.did()), AccountStatus.TAKENDOWN);
    String session = logIn(account, account.password(), true);
    token(ask(session, Map.of("aud", SERVICE, "lxm", CREATE_ACCOUNT)));
    refused(ask(session, Map.of("aud", SERVICE, "lxm", TIMELINE)), 400, "InvalidToken");
    refused(ask(session, Map.of("aud", SERVICE)), 400, "InvalidToken");
    refused(
        ask(session, Map.of("aud", SERVICE, "lxm", "com.atproto.server.getSession")),
        400,
        "InvalidRequest");
  }

  @Test
  void letsTheDeactivatedMoveAway() {
    var account = TestAccount.create();
    statuses.set(new Did(account.did()), AccountStatus.DEACTIVATED);
    token(ask(account.accessJwt(), Map.of("aud", SERVICE, "lxm", CREATE_ACCOUNT)));
  }

  @Test
  void asksForASession() {
    refused(given().queryParam("aud", SERVICE).get(GET).then(), 401, "AuthenticationRequired");
    refused(ask(TestAccount.create().refreshJwt(), Map.of("aud", SERVICE)), 400, "InvalidToken");
  }
}
