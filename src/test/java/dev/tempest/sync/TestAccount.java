package dev.tempest.sync;

import static io.restassured.RestAssured.given;

import dev.tempest.atproto.syntax.Did;
import java.util.Map;
import java.util.UUID;

/** An account made over the network, with its session. */
record TestAccount(Did did, String token) {
  static TestAccount create() {
    String name = "a" + UUID.randomUUID().toString().substring(0, 8);
    var body =
        given()
            .contentType("application/json")
            .body(
                Map.of(
                    "handle", name + ".test",
                    "email", name + "@example.com",
                    "password", "correct horse"))
            .post("/xrpc/com.atproto.server.createAccount")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    return new TestAccount(new Did(body.getString("did")), body.getString("accessJwt"));
  }

  /** The URI of the new record. */
  String post(String text) {
    return given()
        .auth()
        .oauth2(token)
        .contentType("application/json")
        .body(
            Map.of(
                "repo", did.value(),
                "collection", "app.bsky.feed.post",
                "record",
                    Map.of(
                        "$type", "app.bsky.feed.post",
                        "text", text,
                        "createdAt", "2026-01-01T00:00:00.000Z")))
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getString("uri");
  }
}
