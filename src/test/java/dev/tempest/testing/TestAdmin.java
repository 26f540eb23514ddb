package dev.tempest.testing;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;

/** The operator of the running server. */
public final class TestAdmin {
  public static final String TOKEN = "the admin token of development";

  private TestAdmin() {}

  /** A request with the operator's token. */
  public static RequestSpecification asAdmin() {
    return given().header("Authorization", "Bearer " + TOKEN);
  }
}
