package dev.tempest.account;

import static dev.tempest.testing.TestAdmin.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.tempest.audit.Audit;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TempHttpTest {
  private static final String CHECK = "/xrpc/com.atproto.temp.checkHandleAvailability";
  private static final String REVOKE = "/xrpc/com.atproto.temp.revokeAccountCredentials";
  private static final String TYPE = "com.atproto.temp.checkHandleAvailability#result";

  @Inject Audit audit;

  private static ValidatableResponse check(Map<String, ?> parameters) {
    return given().queryParams(parameters).get(CHECK).then();
  }

  private static void refused(ValidatableResponse answer, int status, String error) {
    answer.statusCode(status).body("$", aMapWithSize(2)).body("error", equalTo(error));
  }

  @Test
  void saysThatNobodyWaits() {
    TestAccount.create()
        .asCaller()
        .get("/xrpc/com.atproto.temp.checkSignupQueue")
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(1))
        .body("activated", is(true));
    refused(
        given().get("/xrpc/com.atproto.temp.checkSignupQueue").then(),
        401,
        "AuthenticationRequired");
  }

  @Test
  void findsAFreeHandle() {
    check(Map.of("handle", "Quite-Free.test"))
        .statusCode(200)
        .body("$", aMapWithSize(2))
        .body("handle", equalTo("quite-free.test"))
        .body("result", equalTo(Map.of("$type", TYPE + "Available")));
  }

  @Test
  void suggestsOthersForOneThatIsTaken() {
    var account = TestAccount.create();
    String label = account.handle().substring(0, account.handle().indexOf('.'));
    var result =
        check(
                Map.of(
                    "handle",
                    account.handle(),
                    "email",
                    "some.body@example.com",
                    "birthDate",
                    "1984-01-01T00:00:00Z"))
            .statusCode(200)
            .body("result.$type", equalTo(TYPE + "Unavailable"))
            .extract()
            .jsonPath();
    List<Map<String, String>> suggestions = result.getList("result.suggestions");
    assertThat(suggestions).hasSize(5).doesNotHaveDuplicates();
    assertThat(suggestions)
        .contains(
            Map.of("handle", label + "1984.test", "method", "handle-year"),
            Map.of("handle", "some-body.test", "method", "email"))
        .allSatisfy(
            suggestion ->
                check(Map.of("handle", suggestion.get("handle")))
                    .body("result.$type", equalTo(TYPE + "Available")));
  }

  @ParameterizedTest
  @CsvSource({
    "admin.test",
    "ab.test",
    "much-too-long-a-name-to-have.test",
    "two.names.test",
    "alice.example.com",
    "a.test"
  })
  void doesNotOfferWhatNobodyCanHave(String handle) {
    check(Map.of("handle", handle))
        .statusCode(200)
        .body("handle", equalTo(handle))
        .body("result.$type", equalTo(TYPE + "Unavailable"));
  }

  @Test
  void refusesInputThatIsNone() {
    refused(check(Map.of()), 400, "InvalidRequest");
    refused(check(Map.of("handle", "not_a_handle")), 400, "InvalidRequest");
    refused(check(Map.of("handle", "fine.test", "email", "nonsense")), 400, "InvalidEmail");
    refused(check(Map.of("handle", "fine.test", "birthDate", "1984")), 400, "InvalidRequest");
  }

  private static ValidatableResponse logIn(TestAccount account, String password) {
    return given()
        .contentType("application/json")
        .body(Map.of("identifier", account.did(), "password", password))
        .post("/xrpc/com.atproto.server.createSession")
        .then();
  }

  private static ValidatableResponse revoke(String account) {
    return asAdmin()
        .contentType("application/json")
        .body(Map.of("account", account))
        .post(REVOKE)
        .then();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shutsEverybodyOut(boolean byHandle) {
    var account = TestAccount.create();
    String appPassword =
        account
            .asCaller()
            .contentType("application/json")
            .body(Map.of("name", "app"))
            .post("/xrpc/com.atproto.server.createAppPassword")
            .then()
            .statusCode(200)
            .extract()
            .path("password");
    String appRefresh = logIn(account, appPassword).statusCode(200).extract().path("refreshJwt");
    revoke(byHandle ? account.handle() : account.did()).statusCode(200).body(equalTo(""));
    assertThat(audit.list(new Audit.Query(account.did(), null, 1)))
        .extracting(recorded -> recorded.entry().action())
        .containsExactly("com.atproto.temp.revokeAccountCredentials");
    refused(logIn(account, account.password()), 401, "AuthenticationRequired");
    refused(logIn(account, appPassword), 401, "AuthenticationRequired");
    for (String token : new String[] {account.refreshJwt(), appRefresh}) {
      refused(
          TestAccount.with(token).post("/xrpc/com.atproto.server.refreshSession").then(),
          400,
          "ExpiredToken");
    }
  }

  @Test
  void revokesForTheOperatorOnly() {
    var account = TestAccount.create();
    refused(
        account
            .asCaller()
            .contentType("application/json")
            .body(Map.of("account", account.did()))
            .post(REVOKE)
            .then(),
        401,
        "InvalidToken");
    refused(
        given()
            .contentType("application/json")
            .body(Map.of("account", account.did()))
            .post(REVOKE)
            .then(),
        401,
        "AuthenticationRequired");
    refused(revoke("nobody.test"), 400, "InvalidRequest");
    refused(revoke("no account"), 400, "InvalidRequest");
    logIn(account, account.password()).statusCode(200);
  }

  @Test
  void passesOverCredentialsThatNobodyAskedFor() {
    var parameters = new HashMap<String, String>();
    parameters.put("handle", "stray-token.test");
    TestAccount.with("not a token").queryParams(parameters).get(CHECK).then().statusCode(200);
  }
}
