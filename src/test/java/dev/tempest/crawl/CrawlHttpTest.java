package dev.tempest.crawl;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.tempest.testing.FakeRelay;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.WithServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code com.atproto.sync.requestCrawl}, and the relay that hears of it. */
@QuarkusTest
@TestProfile(WithServices.class)
class CrawlHttpTest {
  @TestHTTPResource("/")
  URI origin;

  private static ValidatableResponse requestCrawl(String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post("/xrpc/com.atproto.sync.requestCrawl")
        .then();
  }

  @Test
  void asksTheRelaysWhichThenFollowTheFirehose() {
    TestAccount.create();
    try (var relay = new FakeRelay(WithServices.relayPort(), origin)) {
      requestCrawl("{\"hostname\": \"localhost\"}").statusCode(200).body("$", aMapWithSize(0));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !relay.asked().isEmpty() && relay.frames.size() >= 4);
      assertThat(relay.asked()).containsOnly("{\"hostname\":\"localhost\"}");
      requestCrawl("{\"hostname\": \"localhost\"}")
          .statusCode(429)
          .body("error", equalTo("RateLimitExceeded"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"hostname\": \"example.com\"}",
        "{\"hostname\": \"localhost:4000\"}",
        "{\"hostname\": 5}",
        "{}"
      })
  void isForThisServerOnly(String body) {
    requestCrawl(body).statusCode(400).body("error", equalTo("InvalidRequest"));
  }
}
