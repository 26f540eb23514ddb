package dev.tempest.hosted;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.tempest.account.StatusOfAccount;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as others resolve its accounts. */
@QuarkusTest
final class HostedHttpTest {
  @Inject StatusOfAccount statuses;

  private static final String RESOLVE = "/xrpc/com.atproto.identity.resolveHandle";

  private static String createAccount(String name) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            """
            {"handle":"%s.test","email":"%s@example.com","password":"correct horse battery"}
            """
                .formatted(name, name))
        .post("/xrpc/com.atproto.server.createAccount")
        .then()
        .statusCode(200)
        .extract()
        .path("did");
  }

  @Test
  void anAccountIsFoundByItsHandleEverywhere() {
    String did = createAccount("findme");
    given()
        .queryParam("handle", "FindMe.test")
        .get(RESOLVE)
        .then()
        .statusCode(200)
        .body("size()", equalTo(1))
        .body("did", equalTo(did));
    given()
        .header("Host", "findme.test")
        .get("/.well-known/atproto-did")
        .then()
        .statusCode(200)
        .contentType(startsWith("text/plain"))
        .body(equalTo(did));
    given()
        .get("/_plc/" + did)
        .then()
        .statusCode(200)
        .body("id", equalTo(did))
        .body("alsoKnownAs", equalTo(List.of("at://findme.test")));
    given()
        .get("/_plc/" + did + "/log/last")
        .then()
        .statusCode(200)
        .body("type", equalTo("plc_operation"));
    given().get("/_plc/" + did + "/log/audit").then().statusCode(200).body("size()", equalTo(1));
  }

  @Test
  void anUnknownHandleOfTheServersDomainIsNotFound() {
    given()
        .queryParam("handle", "nobody.test")
        .get(RESOLVE)
        .then()
        .statusCode(400)
        .body("error", equalTo("HandleNotFound"));
    given()
        .header("Host", "nobody.test")
        .get("/.well-known/atproto-did")
        .then()
        .statusCode(404)
        .contentType(startsWith("text/plain"))
        .body(equalTo("handle not found"));
  }

  @ParameterizedTest
  @EnumSource(
      value = AccountStatus.class,
      names = {"DEACTIVATED", "TAKENDOWN", "SUSPENDED"})
  void anInactiveAccountIsNotFound(AccountStatus status) {
    var account = TestAccount.create();
    statuses.set(new Did(account.did()), status);
    given()
        .header("Host", account.handle())
        .get("/.well-known/atproto-did")
        .then()
        .statusCode(404)
        .body(equalTo("handle not found"));
    given()
        .queryParam("handle", account.handle())
        .get(RESOLVE)
        .then()
        .statusCode(400)
        .body("error", equalTo("HandleNotFound"));
    tlsCheck(account.handle()).statusCode(404);
    statuses.set(new Did(account.did()), AccountStatus.ACTIVE);
    tlsCheck(account.handle()).statusCode(200);
  }

  private static ValidatableResponse tlsCheck(String domain) {
    return given().queryParam("domain", domain).get("/tls-check").then();
  }

  @Test
  void certificatesAreForTheServerAndItsHandles() {
    tlsCheck("localhost").statusCode(200).body("size()", equalTo(1)).body("success", is(true));
    tlsCheck(TestAccount.create().handle()).statusCode(200).body("success", is(true));
    tlsCheck("nobody-here.test").statusCode(404).body("error", equalTo("NotFound"));
    for (String other : new String[] {"", "example.com", "a.example.com", "127.0.0.1", "rubbish"}) {
      tlsCheck(other).statusCode(400).body("error", equalTo("InvalidRequest"));
    }
    given().get("/tls-check").then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not a handle", "nodot", "did:plc:z72i7hdynmk6r22z27h6tvur"})
  void badHandlesAreInvalid(String handle) {
    given()
        .queryParam("handle", handle)
        .get(RESOLVE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"));
  }

  @Test
  void theHandleIsRequired() {
    given().get(RESOLVE).then().statusCode(400).body("error", equalTo("InvalidRequest"));
  }

  @Test
  void aHandleThatNobodyResolvesIsRefused() {
    given()
        .queryParam("handle", "nobody.invalid")
        .get(RESOLVE)
        .then()
        .statusCode(400)
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo("Unable to resolve handle"));
  }

  @Test
  void theServerHasADidDocument() {
    given()
        .get("/.well-known/did.json")
        .then()
        .statusCode(200)
        .contentType(startsWith("application/json"))
        .body("id", equalTo("did:web:localhost"))
        .body("service[0].id", equalTo("#atproto_pds"))
        .body("service[0].type", equalTo("AtprotoPersonalDataServer"));
  }

  @Test
  void theEmbeddedDirectoryRefusesInItsOwnShape() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/_plc/did:plc:z72i7hdynmk6r22z27h6tvur")
        .then()
        .statusCode(400)
        .body("message", startsWith("Not a valid operation"));
    given().get("/_plc/did:plc:z72i7hdynmk6r22z27h6tvur").then().statusCode(404);
  }
}
