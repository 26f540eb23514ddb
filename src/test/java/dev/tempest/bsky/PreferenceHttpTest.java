package dev.tempest.bsky;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Preferences, which stay on this server. */
@QuarkusTest
class PreferenceHttpTest {
  private static final String GET = "/xrpc/app.bsky.actor.getPreferences";
  private static final String PUT = "/xrpc/app.bsky.actor.putPreferences";
  private static final String DEFS = "app.bsky.actor.defs#";
  private static final Map<String, Object> ADULT =
      Map.of("$type", DEFS + "adultContentPref", "enabled", true);
  private static final Map<String, Object> BIRTH =
      Map.of(
          "$type",
          DEFS + "personalDetailsPref",
          "birthDate",
          LocalDate.now(ZoneOffset.UTC).minusYears(17).minusMonths(6) + "T00:00:00.000Z");

  @Inject SessionTokens tokens;

  private TestAccount account;

  @BeforeEach
  void create() {
    account = TestAccount.create();
  }

  private static ValidatableResponse put(RequestSpecification caller, Object... preferences) {
    return caller
        .contentType("application/json")
        .body(Map.of("preferences", List.of(preferences)))
        .post(PUT)
        .then();
  }

  private static ValidatableResponse get(RequestSpecification caller) {
    return caller.get(GET).then().statusCode(200).body("$", aMapWithSize(1));
  }

  private RequestSpecification appPassword() {
    return TestAccount.with(
        tokens.access(new Did(account.did()), Scope.APP_PASSWORD, "id", Instant.now()));
  }

  private static void refused(ValidatableResponse answer, String part) {
    answer
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", containsString(part));
  }

  @Test
  void areKeptInOrderAndReplacedAsAWhole() {
    get(account.asCaller()).body("preferences", hasSize(0));
    var label = Map.of("$type", DEFS + "contentLabelPref", "label", "a", "visibility", "hide");
    put(account.asCaller(), ADULT, label, label).statusCode(200).body(is(emptyString()));
    get(account.asCaller())
        .contentType("application/json")
        .body("preferences", hasSize(3))
        .body("preferences[0]", equalTo(ADULT))
        .body("preferences[1]", equalTo(label));
    put(account.asCaller(), label).statusCode(200);
    get(account.asCaller()).body("preferences", equalTo(List.of(label)));
    get(TestAccount.create().asCaller()).body("preferences", hasSize(0));
  }

  @Test
  void tellAnAppPasswordTheAgeButNotTheBirthDate() {
    put(account.asCaller(), BIRTH, ADULT).statusCode(200);
    get(account.asCaller())
        .body("preferences", hasSize(3))
        .body("preferences", hasItem(equalTo(BIRTH)));
    get(appPassword())
        .body("preferences", hasSize(2))
        .body("preferences[0]", equalTo(ADULT))
        .body("preferences[1]", aMapWithSize(4))
        .body("preferences[1].$type", equalTo(DEFS + "declaredAgePref"))
        .body("preferences[1].isOverAge13", is(true))
        .body("preferences[1].isOverAge16", is(true))
        .body("preferences[1].isOverAge18", is(false));
  }

  @Test
  void doNotLetAnAppPasswordTouchTheBirthDate() {
    put(account.asCaller(), BIRTH).statusCode(200);
    refused(put(appPassword(), BIRTH), "Do not have authorization to set preferences: " + DEFS);
    put(appPassword(), ADULT).statusCode(200);
    get(account.asCaller())
        .body("preferences[0]", equalTo(BIRTH))
        .body("preferences[1]", equalTo(ADULT));
  }

  @Test
  void makeTheAgeThemselves() {
    put(account.asCaller(), Map.of("$type", DEFS + "declaredAgePref", "isOverAge18", true))
        .statusCode(200);
    get(account.asCaller()).body("preferences", hasSize(0));
    refused(
        put(account.asCaller(), Map.of("$type", DEFS + "personalDetailsPref", "birthDate", "soon")),
        "Input/preferences/0/birthDate must be a valid datetime");
    get(account.asCaller()).body("preferences", hasSize(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"preferences\": [{\"enabled\": true}]} | which includes the \"$type\" property",
        "{\"preferences\": [{\"$type\": \"com.example.pref\"}]} | not in the app.bsky namespace",
        "{\"preferences\": [{\"$type\": \"app.bskyother.pref\"}]} | not in the app.bsky namespace",
        "{\"preferences\": [5]} | preferences/0: data is not an object",
        "{\"preferences\": [null]} | preferences",
        "{\"preferences\": {}} | preferences",
        "{} | preferences"
      })
  void refuseWhatIsNone(String body, String message) {
    refused(
        account.asCaller().contentType("application/json").body(body).post(PUT).then(), message);
    get(account.asCaller()).body("preferences", hasSize(0));
  }

  @Test
  void areBounded() {
    var many = IntStream.range(0, 1001).mapToObj(i -> Map.of("$type", DEFS + "p")).toArray();
    refused(put(account.asCaller(), many), "1000");
    var large = Map.of("$type", DEFS + "p", "text", "a".repeat(160_000));
    put(account.asCaller(), large).statusCode(413).body("error", equalTo("PayloadTooLarge"));
  }

  @Test
  void wantASession() {
    given().get(GET).then().statusCode(401).body("error", equalTo("AuthenticationRequired"));
    put(given(), ADULT).statusCode(401).body("error", equalTo("AuthenticationRequired"));
  }

  @Test
  void stayHereForAnyAppViewWhereNoneIsConfigured() {
    put(account.asCaller(), ADULT).statusCode(200);
    get(account.asCaller().header("atproto-proxy", "did:web:api.bsky.app#bsky_appview"))
        .body("preferences", equalTo(List.of(ADULT)));
  }

  @Test
  void reportsNeedAService() {
    refused(
        account
            .asCaller()
            .contentType("application/json")
            .body(
                Map.of(
                    "reasonType",
                    "a",
                    "subject",
                    Map.of("$type", "com.atproto.admin.defs#repoRef", "did", account.did())))
            .post("/xrpc/com.atproto.moderation.createReport")
            .then(),
        "No service configured");
  }
}
