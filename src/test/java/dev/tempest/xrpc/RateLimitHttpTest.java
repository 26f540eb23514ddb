package dev.tempest.xrpc;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.testing.TestAccount;
import dev.tempest.testing.TestAdmin;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limits over HTTP. The tests' proxy is themselves, so that each has addresses of its own. */
@QuarkusTest
@TestProfile(RateLimitHttpTest.Limited.class)
class RateLimitHttpTest {
  private static final String BYPASS = "a key of the tests, long enough";
  private static final String LOGIN = "/xrpc/com.atproto.server.createSession";
  private static final String DESCRIPTION = "/xrpc/com.atproto.server.describeServer";

  @TestHTTPResource("/")
  URI origin;

  public static final class Limited implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tempest.rate-limits-enabled",
          "true",
          "tempest.rate-limit-bypass-key",
          BYPASS,
          "tempest.rate-limit-bypass-ips",
          "203.0.113.200/30");
    }
  }

  private static RequestSpecification from(String address) {
    return given().header("X-Forwarded-For", address);
  }

  private static void assertRefused(Response answer) {
    answer
        .then()
        .statusCode(429)
        .contentType("application/json")
        .header("Access-Control-Allow-Origin", "*")
        .body("$", aMapWithSize(2))
        .body("error", equalTo("RateLimitExceeded"))
        .body("message", equalTo("Rate Limit Exceeded"));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 300);
  }

  /** The statuses of {@code count} requests at once. */
  private static List<Integer> all(int count, java.util.function.IntFunction<Integer> request)
      throws Exception {
    try (var threads = Executors.newFixedThreadPool(16)) {
      var running = new ArrayList<Future<Integer>>();
      IntStream.range(0, count).forEach(i -> running.add(threads.submit(() -> request.apply(i))));
      var statuses = new ArrayList<Integer>();
      for (var one : running) {
        statuses.add(one.get());
      }
      return statuses;
    }
  }

  @Test
  void showsTheHeadersOnEveryAnswer() {
    long before = Instant.now().getEpochSecond();
    var answer = from("203.0.113.1").get(DESCRIPTION);
    answer
        .then()
        .statusCode(200)
        .header("RateLimit-Limit", "3000")
        .header("RateLimit-Remaining", "2999")
        .header("RateLimit-Policy", "3000;w=300")
        .header("Retry-After", nullValue());
    long after = Instant.now().getEpochSecond();
    assertThat(Long.parseLong(answer.header("RateLimit-Reset")))
        .isBetween(before + 300, after + 300);
    from("203.0.113.1")
        .get("/xrpc/com.example.unknown")
        .then()
        .statusCode(404)
        .header("RateLimit-Remaining", "2998");
    from("203.0.113.1").get("/xrpc/_health").then().header("RateLimit-Limit", nullValue());
  }

  @Test
  void givesExportsAndSubscriptionsBucketsOfTheirOwn() {
    from("203.0.113.2")
        .get("/xrpc/com.atproto.sync.getRepo?did=did:plc:ewvi7nxzyoun6zhxrhs64oiz")
        .then()
        .header("RateLimit-Policy", "6000;w=300")
        .header("RateLimit-Remaining", "5999");
    from("203.0.113.2")
        .get("/xrpc/com.atproto.sync.subscribeRepos")
        .then()
        .statusCode(426)
        .header("RateLimit-Policy", "100;w=300");
    from("203.0.113.2").get(DESCRIPTION).then().header("RateLimit-Remaining", "2999");
  }

  @Test
  void refusesAnAddressThatAsksTooOften() throws Exception {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request =
          HttpRequest.newBuilder(origin.resolve("/xrpc/com.example.unknown"))
              .header("X-Forwarded-For", "9.9.9.9, 203.0.113.3")
              .build();
      var statuses =
          all(
              3010,
              _ -> {
                try {
                  return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(statuses).filteredOn(status -> status == 429).hasSize(10);
    }
    assertRefused(from("8.8.8.8, 203.0.113.3").get(DESCRIPTION)); // spoofing does not help
    from("203.0.113.4").get(DESCRIPTION).then().statusCode(200);
    from("203.0.113.3").get("/xrpc/_health").then().statusCode(200);
    from("203.0.113.3")
        .header("x-ratelimit-bypass", BYPASS)
        .get(DESCRIPTION)
        .then()
        .statusCode(200)
        .header("RateLimit-Limit", nullValue());
    assertRefused(from("203.0.113.3").header("x-ratelimit-bypass", BYPASS + "x").get(DESCRIPTION));
  }

  @Test
  void doesNotLimitListedAddresses() {
    from("203.0.113.201").get(DESCRIPTION).then().header("RateLimit-Limit", nullValue());
  }

  @Test
  void limitsLoginsOfOneIdentifierAtOneAddress() throws Exception {
    var statuses = all(31, _ -> logIn("203.0.113.5", "Somebody.test").statusCode());
    assertThat(statuses).containsOnly(401, 429).filteredOn(status -> status == 429).hasSize(1);
    var refused = logIn("203.0.113.5", "somebody.TEST");
    assertRefused(refused);
    refused.then().header("RateLimit-Policy", "30;w=300").header("RateLimit-Remaining", "0");
    logIn("203.0.113.6", "somebody.test").then().statusCode(401);
    logIn("203.0.113.5", "else.test")
        .then()
        .statusCode(401)
        .header("RateLimit-Policy", "30;w=300")
        .header("RateLimit-Remaining", "29");
  }

  @Test
  void limitsLoginsOfOneAddress() {
    from("203.0.113.11")
        .contentType("application/json")
        .body(Map.of("password", "wrong"))
        .post(LOGIN)
        .then()
        .statusCode(400)
        .header("RateLimit-Policy", "300;w=300")
        .header("RateLimit-Remaining", "299");
  }

  @Test
  void limitsResolvingTogether() throws Exception {
    String handle = "/xrpc/com.atproto.identity.resolveHandle?handle=nobody-at-all.test";
    String did = "/xrpc/com.atproto.identity.resolveDid?did=did:example:a";
    var statuses = all(301, i -> from("203.0.113.12").get(i % 2 == 0 ? handle : did).statusCode());
    assertThat(statuses).containsOnly(400, 429).filteredOn(status -> status == 429).hasSize(1);
    assertRefused(from("203.0.113.12").get(handle));
    from("203.0.113.12").get(DESCRIPTION).then().statusCode(200);
  }

  @Test
  void limitsReservedKeys() {
    from("203.0.113.13")
        .contentType("application/json")
        .body(Map.of())
        .post("/xrpc/com.atproto.server.reserveSigningKey")
        .then()
        .statusCode(200)
        .header("RateLimit-Policy", "20;w=3600")
        .header("RateLimit-Remaining", "19");
  }

  private static Response logIn(String address, String identifier) {
    return from(address)
        .contentType("application/json")
        .body(Map.of("identifier", identifier, "password", "wrong"))
        .post(LOGIN);
  }

  @Test
  void limitsWhatAnAccountWrites() {
    var account = TestAccount.create();
    var create =
        Map.of("repo", account.did(), "collection", "com.example.note", "record", Map.of());
    account
        .asCaller()
        .contentType("application/json")
        .body(create)
        .post("/xrpc/com.atproto.repo.createRecord")
        .then()
        .statusCode(200)
        .header("RateLimit-Policy", "3000;w=300");
    for (int taken = 3; taken + 600 <= 5000; taken += 600) {
      write(account, "203.0.113.7", 200).then().statusCode(200);
    }
    var refused = write(account, "203.0.113.8", 200);
    assertRefused(refused, 3600);
    refused.then().header("RateLimit-Policy", "5000;w=3600").header("RateLimit-Remaining", "197");
    write(account, "203.0.113.7", 1)
        .then()
        .statusCode(200)
        .header("RateLimit-Policy", "5000;w=3600")
        .header("RateLimit-Remaining", "194");
    account
        .asCaller()
        .contentType("application/json")
        .body(Map.of("repo", account.did(), "collection", "com.example.note", "rkey", "none"))
        .post("/xrpc/com.atproto.repo.deleteRecord")
        .then()
        .statusCode(200)
        .header("RateLimit-Remaining", "193");
    write(TestAccount.create(), "203.0.113.7", 1).then().statusCode(200);
  }

  private static void assertRefused(Response answer, int longest) {
    answer.then().statusCode(429).body("error", equalTo("RateLimitExceeded"));
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, longest);
  }

  private static Response write(TestAccount account, String address, int count) {
    var create =
        Map.of(
            "$type",
            "com.atproto.repo.applyWrites#create",
            "collection",
            "com.example.note",
            "value",
            Map.of());
    var writes = IntStream.range(0, count).mapToObj(_ -> create).toList();
    return account
        .asCaller()
        .header("X-Forwarded-For", address)
        .contentType("application/json")
        .body(Map.of("repo", account.did(), "writes", writes))
        .post("/xrpc/com.atproto.repo.applyWrites");
  }

  @Test
  void limitsGuessesOfTheOperatorsToken() {
    String path = "/xrpc/com.atproto.repo.describeRepo?repo=nobody.test";
    // each thrice in a row: only the first is hashed, and so many hashes never have to wait
    for (int guess = 0; guess < 30; guess++) {
      from("203.0.113.9")
          .header("Authorization", "Bearer guess" + guess / 3)
          .get(path)
          .then()
          .statusCode(401);
    }
    var refused =
        from("203.0.113.9").header("Authorization", "Bearer " + TestAdmin.TOKEN).get(path);
    assertRefused(refused);
    refused.then().header("RateLimit-Policy", "30;w=300");
    TestAdmin.asAdmin().header("X-Forwarded-For", "203.0.113.10").get(path).then().statusCode(400);
  }
}
