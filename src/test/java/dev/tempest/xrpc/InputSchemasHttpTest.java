package dev.tempest.xrpc;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in, against the lexicon of its method. */
@QuarkusTest
class InputSchemasHttpTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          com.atproto.sync.listRepos?limit=0 | limit can not be less than 1
          com.atproto.sync.listRepos?limit=1001 | limit can not be greater than 1000
          com.atproto.sync.listRepos?limit=ten | limit must be an integer
          com.atproto.sync.listRepos?limit=1&limit=2 | limit must not be given more than once
          com.atproto.sync.getRepo | Missing required parameter: did
          com.atproto.sync.getRepo?did=&since= | Missing required parameter: did
          com.atproto.sync.getRepo?did=alice.test | did must be a valid did
          com.atproto.sync.getRepo?did=did:plc:a&since=x | since must be a valid tid
          com.atproto.sync.getBlocks?did=did:plc:a&cids=x | cids/0 must be a valid cid
          com.atproto.repo.getRecord?repo=x&collection=a.b.c&rkey=y | repo must be a valid at-identifier
          com.atproto.repo.getRecord?repo=a.test&collection=a.b.c | Missing required parameter: rkey
          com.atproto.repo.listRecords?repo=a.test&collection=a.b.c&reverse=1 | reverse must be a boolean
          com.atproto.identity.resolveHandle?handle=did:plc:a | handle must be a valid handle
          com.atproto.lexicon.resolveLexicon?nsid=x | nsid must be a valid nsid
          com.atproto.lexicon.resolveLexicon | Missing required parameter: nsid
          """)
  void namesTheParameter(String query, String message) {
    given()
        .urlEncodingEnabled(false)
        .get("/xrpc/" + query)
        .then()
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo(message));
  }

  /** Clients that were generated from lexicons in Go send every parameter. */
  @ParameterizedTest
  @ValueSource(strings = {"?cursor=&limit=", "?cursor&limit=5", "?limit=&limit=5"})
  void takesAnEmptyParameterForAnAbsentOne(String query) {
    given()
        .urlEncodingEnabled(false)
        .get("/xrpc/com.atproto.sync.listRepos" + query)
        .then()
        .statusCode(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"identifier": "nobody.test", "password": "a", "authFactorToken": null} | Input/authFactorToken must be a string
          {"identifier": "nobody.test", "password": "a", "allowTakendown": "yes"} | allowTakendown must be a boolean
          """)
  void namesTheFieldOfABody(String body, String message) {
    given()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.server.createSession")
        .then()
        .statusCode(400)
        .body("$", aMapWithSize(2))
        .body("error", equalTo("InvalidRequest"))
        .body("message", equalTo(message));
  }
}
