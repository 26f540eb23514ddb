package dev.tempest.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.TestZone;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server with two domains for handles, whose one account is the server itself. */
@QuarkusTest
@TestProfile(WebAccountHttpTest.OneAccount.class)
class WebAccountHttpTest {
  private static final String HOST = "pds.one.test";
  private static final String DID = "did:web:" + HOST;

  public static final class OneAccount implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tempest.hostname",
          HOST,
          "tempest.public-url",
          "https://" + HOST,
          "tempest.hosted-did-method",
          "web",
          "tempest.handle-domains",
          ".two.test,.deep.two.test");
    }
  }

  @Inject TestZone zone;
  @Inject HandleRules rules;
  @Inject AccountDatabase accounts;
  @Inject HostedAccounts hosted;
  @Inject ClaimedNames claimed;

  private static ValidatableResponse update(String token, String handle) {
    return TestAccount.with(token)
        .contentType("application/json")
        .body(Map.of("handle", handle))
        .post("/xrpc/com.atproto.identity.updateHandle")
        .then();
  }

  private static void assertNamed(String handle) {
    given()
        .get("/.well-known/did.json")
        .then()
        .statusCode(200)
        .body("id", equalTo(DID))
        .body("alsoKnownAs", equalTo(List.of("at://" + handle)));
    given()
        .queryParam("identifier", handle)
        .get("/xrpc/com.atproto.identity.resolveIdentity")
        .then()
        .statusCode(200)
        .body("did", equalTo(DID))
        .body("handle", equalTo(handle));
    given()
        .queryParam("repo", handle)
        .get("/xrpc/com.atproto.repo.describeRepo")
        .then()
        .statusCode(200)
        .body("handleIsCorrect", equalTo(true));
    given()
        .header("Host", handle)
        .get("/.well-known/atproto-did")
        .then()
        .statusCode(200)
        .body(equalTo(DID));
  }

  private static ValidatableResponse create() {
    return given()
        .contentType("application/json")
        .body(Map.of("handle", HOST, "email", "one@example.com", "password", "a long password"))
        .post("/xrpc/com.atproto.server.createAccount")
        .then();
  }

  private void run(String sql) {
    accounts
        .database()
        .write(
            tx -> {
              try (var statement = tx.prepareStatement(sql)) {
                statement.setString(1, DID);
                return statement.executeUpdate();
              }
            });
    hosted.changed(new Did(DID));
  }

  /** One story: there is but one account. */
  @Test
  void theAccountMayHaveTheServersName() {
    given()
        .get("/xrpc/com.atproto.server.describeServer")
        .then()
        .body("availableUserDomains", equalTo(List.of(".two.test", ".deep.two.test")));
    run("INSERT INTO account (did, status, incomplete, created_at) VALUES (?, 'deleted', 1, 1)");
    create().statusCode(503);
    assertThat(hosted.find(new Did(DID))).as("a refusal undoes nothing").isPresent();
    run("UPDATE account SET incomplete = 0 WHERE did = ?");
    assertThat(claimed.add(DID)).isTrue();
    create().statusCode(400);
    claimed.remove(DID);
    String token =
        create()
            .statusCode(200)
            .body("did", equalTo(DID))
            .body("handle", equalTo(HOST))
            .extract()
            .path("accessJwt");
    assertNamed(HOST);
    given().queryParam("domain", HOST).get("/tls-check").then().statusCode(200);

    update(token, "name.deep.two.test").statusCode(200);
    assertNamed("name.deep.two.test");
    update(token, "na.me.two.test").statusCode(400).body("error", equalTo("InvalidHandle"));
    given()
        .queryParam("handle", HOST)
        .get("/xrpc/com.atproto.identity.resolveHandle")
        .then()
        .statusCode(400)
        .body("error", equalTo("HandleNotFound"));
    zone.setHandle("mine.example.com", DID);
    update(token, "mine.example.com").statusCode(200);
    assertNamed("mine.example.com");
    update(token, HOST).statusCode(200).body("handle", equalTo(HOST));
    assertNamed(HOST);
    assertHasNoOperations(token);
  }

  private static void assertHasNoOperations(String token) {
    for (String method :
        List.of("requestPlcOperationSignature", "signPlcOperation", "submitPlcOperation")) {
      TestAccount.with(token)
          .contentType("application/json")
          .body("{\"token\":\"AAAAA-AAAAA\",\"operation\":{}}")
          .post("/xrpc/com.atproto.identity." + method)
          .then()
          .statusCode(400)
          .body("error", equalTo("InvalidRequest"))
          .body("message", containsString("Only a did:plc has operations"));
    }
    TestAccount.with(token)
        .get("/xrpc/com.atproto.identity.getRecommendedDidCredentials")
        .then()
        .statusCode(200)
        .body("did", equalTo(DID))
        .body("services.atproto_pds.endpoint", equalTo("https://" + HOST));
  }

  @Test
  void theOperatorMayGiveTheServersName() {
    var did = new Did("did:plc:z72i7hdynmk6r22z27h6tvur");
    assertThat(rules.requireFitByOperator(did, HOST)).isEqualTo(new Handle(HOST));
    assertThat(rules.requireFit("name.deep.two.test")).isEqualTo(new Handle("name.deep.two.test"));
    assertThatThrownBy(() -> rules.requireFit("name.one.test"))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refused -> assertThat(refused.error()).isEqualTo("UnsupportedDomain"));
  }
}
