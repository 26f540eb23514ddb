package dev.tempest.doctor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.secret.Secrets;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What the server tells the doctor of its own requests, and nobody else. */
@QuarkusTest
class SeenHttpTest {
  @Inject DoctorPass passes;
  @Inject Secrets secrets;

  @Test
  void whoHasThePassLearnsHowItWasSeen() {
    given()
        .header(DoctorPass.HEADER, passes.issue())
        .header("X-Forwarded-For", "203.0.113.7, 198.51.100.1")
        .get(ForwardedCheck.PATH)
        .then()
        .statusCode(200)
        .body("peer", equalTo("127.0.0.1"))
        .body("forwarded", contains("203.0.113.7, 198.51.100.1"))
        .body("client", equalTo("198.51.100.1"));
  }

  @Test
  void nobodyElseDoes() {
    var late =
        new DoctorPass(
            secrets, InstantSource.offset(InstantSource.system(), Duration.ofMinutes(-5)));
    var stranger = new DoctorPass(Secrets.of("another"), InstantSource.system());
    for (String pass :
        new String[] {"", "1.x", ".", "99999999999999999999.x", late.issue(), stranger.issue()}) {
      assertThat(passes.accepts(pass)).as(pass).isFalse();
      given().header(DoctorPass.HEADER, pass).get(ForwardedCheck.PATH).then().statusCode(404);
    }
    given().get(ForwardedCheck.PATH).then().statusCode(404);
  }
}
