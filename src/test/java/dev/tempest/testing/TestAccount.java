package dev.tempest.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An account that a test made over HTTP on the running server. */
public record TestAccount(
    String did, String handle, String email, String password, String accessJwt, String refreshJwt) {
  private static final AtomicInteger COUNT = new AtomicInteger();

  public static TestAccount create() {
    String name = "person" + COUNT.incrementAndGet();
    String handle = name + ".test";
    String email = name + "@Example.com";
    String password = "correct horse " + name;
    var answer =
        given()
            .contentType("application/json")
            .body(Map.of("handle", handle, "email", email, "password", password))
            .post("/xrpc/com.atproto.server.createAccount")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    return new TestAccount(
        answer.getString("did"),
        handle,
        email,
        password,
        answer.getString("accessJwt"),
        answer.getString("refreshJwt"));
  }

  /** A request with the account's session. */
  public RequestSpecification asCaller() {
    return with(accessJwt);
  }

  public static RequestSpecification with(String token) {
    return given().header("Authorization", "Bearer " + token);
  }
}
