package dev.tempest.hosted;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as others resolve its accounts. */
@QuarkusTest
final class HostedHttpTest {
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
