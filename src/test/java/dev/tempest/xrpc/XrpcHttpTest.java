package dev.tempest.xrpc;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge that every method shares. */
@QuarkusTest
class XrpcHttpTest {
  private static final String LOGIN = "/xrpc/com.atproto.server.createSession";
  private static final String SESSION = "/xrpc/com.atproto.server.getSession";

  @TestHTTPResource("/")
  URI origin;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  private static ValidatableResponse post(String body) {
    return given().contentType("application/json").body(body).post(LOGIN).then();
  }

  private static void refused(ValidatableResponse answer, int status, String error, String part) {
    answer
        .statusCode(status)
        .contentType("application/json")
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", containsString(part));
  }

  @Test
  void givesEveryAnswerAnIdOfItsOwn() {
    String first = given().get("/xrpc/_health").header("x-request-id");
    String second = given().get("/xrpc/com.example.unknown").header("x-request-id");
    Assertions.assertThat(first).matches("[0-9a-f]{16}").isNotEqualTo(second);
    Assertions.assertThat(second).matches("[0-9a-f]{16}");
  }

  @Test
  void keepsTheIdThatAProxyGave() {
    given()
        .header("X-Request-Id", "edge-7c1f.2026_11")
        .get("/xrpc/_health")
        .then()
        .header("x-request-id", equalTo("edge-7c1f.2026_11"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a space in it", "quote\"quote\"quote", "<script>script"})
  void replacesAnIdThatIsNotOne(String id) {
    given()
        .header("X-Request-Id", id)
        .get("/xrpc/_health")
        .then()
        .header("x-request-id", not(equalTo(id)));
  }

  @Test
  void tellsThePlatformThatItLivesAndIsReady() {
    given().get(management.resolve("/health/live")).then().statusCode(200);
    given()
        .get(management.resolve("/health/ready"))
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.find { it.name == 'tempest' }.data.writable", is(true))
        .body("checks.find { it.name == 'tempest' }.data.sequencing", is(true))
        .body("checks.find { it.name == 'tempest' }.data.draining", is(false));
    given().get("/health/live").then().statusCode(404);
  }

  @Test
  void saysThatItIsHealthy() {
    given()
        .get("/xrpc/_health")
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("status", equalTo("ok"))
        .body("version", notNullValue())
        .body("storage", aMapWithSize(4))
        .body("storage.dataDir", containsString("test-data"))
        .body("storage.accountDb", containsString("account.sqlite"))
        .body("storage.sequencerDb", containsString("sequencer.sqlite"))
        .body("storage.writable", is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"com.example.unknown", "", "com.atproto.server.getSession/more", "nonsense"})
  void doesNotKnowOtherMethods(String nsid) {
    refused(given().get("/xrpc/" + nsid).then(), 404, "UnknownMethod", "");
    refused(given().post("/xrpc/" + nsid).then(), 404, "UnknownMethod", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/xrpc", "/xrpc/_health/", "/xrpc/_HEALTH"})
  void knowsOnePathForEachMethod(String path) {
    refused(given().get(path).then(), 404, "UnknownMethod", "");
    given().get(path).then().header("Access-Control-Allow-Origin", equalTo("*"));
  }

  @Test
  void refusesTheWrongVerb() {
    refused(
        given().get(LOGIN).then(),
        400,
        "InvalidRequest",
        "Incorrect HTTP method (GET) expected POST");
    refused(
        given().post(SESSION).then(),
        400,
        "InvalidRequest",
        "Incorrect HTTP method (POST) expected GET");
    refused(
        given().delete(SESSION).then(), 400, "InvalidRequest", "Incorrect HTTP method (DELETE)");
  }

  @Test
  void answersHeadForQueries() {
    given().head("/xrpc/_health").then().statusCode(200);
  }

  @Test
  void requiresJson() {
    refused(
        given().contentType("text/plain").body("{}").post(LOGIN).then(),
        400,
        "InvalidRequest",
        "Content-Type");
    refused(given().post(LOGIN).then(), 400, "InvalidRequest", "Content-Type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          null                                               | A request body is expected
          {                                                  | not valid JSON
          {"identifier": "a", }                              | not valid JSON
          {"identifier": "a", "password": "b"} x             | not valid JSON
          {"identifier": "a", "identifier": "b", "password": "c"} | Duplicate field 'identifier'
          []                                                 | must be an object
          "text"                                             | must be an object
          {"identifier": "a"}                                | "password"
          {"identifier": null, "password": "b"}              | "identifier"
          {"identifier": 5, "password": "b"}                 | identifier must be a string
          {"identifier": true, "password": "b"}              | identifier must be a string
          {"identifier": ["a"], "password": "b"}             | identifier must be a string
          {"identifier": "a", "password": {}}                | password must be a string
          {"identifier": "a", "password": "b", "allowTakendown": "true"} | allowTakendown must be a boolean
          {"identifier": "a", "password": "b", "allowTakendown": 1}      | allowTakendown must be a boolean
          """)
  void saysWhatIsWrongWithABody(String body, String message) {
    refused(post(body), 400, "InvalidRequest", message);
  }

  @Test
  void refusesAnEmptyBody() {
    refused(
        given().contentType("application/json").post(LOGIN).then(),
        400,
        "InvalidRequest",
        "A request body is expected");
  }

  @Test
  void refusesInvalidText() {
    byte[] latin1 =
        "{\"identifier\": \"\u00e9\", \"password\": \"b\"}".getBytes(StandardCharsets.ISO_8859_1);
    refused(
        given().contentType("application/json").body(latin1).post(LOGIN).then(),
        400,
        "InvalidRequest",
        "not valid JSON");
  }

  @Test
  void passesOverPropertiesThatItDoesNotKnow() {
    post("{\"identifier\": \"nobody.test\", \"password\": \"b\", \"more\": {\"x\": [1.5]}}")
        .statusCode(401);
  }

  @Test
  void namesTheFieldInDeeplyBrokenInput() {
    String deep = "[".repeat(2000) + "]".repeat(2000);
    refused(
        post("{\"identifier\": \"a\", \"password\": \"b\", \"more\": " + deep + "}"),
        400,
        "InvalidRequest",
        "");
  }

  @Test
  void refusesABodyAboveTheLimit() {
    String body = "{\"identifier\": \"" + "a".repeat(160_000) + "\", \"password\": \"b\"}";
    refused(post(body), 413, "PayloadTooLarge", "153600");
  }

  @Test
  void refusesAChunkedBodyAboveTheLimit() throws IOException, InterruptedException {
    byte[] body =
        ("{\"identifier\": \"" + "a".repeat(400_000) + "\", \"password\": \"b\"}")
            .getBytes(StandardCharsets.UTF_8);
    try (var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(origin.resolve(LOGIN))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(body)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Assertions.assertThat(answer.statusCode()).isEqualTo(413);
      Assertions.assertThat(answer.body()).contains("PayloadTooLarge");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          repo=nonsense&collection=app.bsky.feed.post                    | repo must be a valid at-identifier
          repo=did:plc:ewvi7nxzyoun6zhxrhs64oiz&collection=nonsense      | collection must be a valid nsid
          repo=did:plc:ewvi7nxzyoun6zhxrhs64oiz&collection=a.b.c&limit=x | limit must be an integer
          repo=did:plc:ewvi7nxzyoun6zhxrhs64oiz&collection=a.b.c&limit=5000000000 | limit can not be greater than 100
          repo=did:plc:ewvi7nxzyoun6zhxrhs64oiz&collection=a.b.c&reverse=yes | reverse must be a boolean
          """)
  void saysWhatIsWrongWithAQuery(String query, String message) {
    refused(
        given().get("/xrpc/com.atproto.repo.listRecords?" + query).then(),
        400,
        "InvalidRequest",
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/xrpc/%zz",
        "/xrpc/%00",
        "/xrpc/..%2f..%2f",
        "/xrpc//",
        "/xrpc/com.atproto.repo.listRecords?repo=%zz",
        "/xrpc/com.atproto.repo.listRecords?repo=%00",
        "/xrpc/com.atproto.repo.listRecords?%5B%5D=%zz",
        "/xrpc/com.atproto.repo.listRecords?&&=&?",
        "/xrpc/com.atproto.repo.listRecords?repo[]=x"
      })
  void answersEveryUrlWithARefusal(String url) throws IOException {
    String answer = raw(url, "localhost");
    Assertions.assertThat(Integer.parseInt(answer.split(" ", 3)[1])).isBetween(400, 499);
    if (!url.contains("%zz")) { // not a URI: refused by the framework, without a body
      Assertions.assertThat(answer)
          .containsIgnoringCase("access-control-allow-origin: *")
          .containsPattern("\\{\"error\":\"\\w+\",\"message\":\".+\"\\}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "[::1"})
  void answersWithoutAUsableHost(String host) throws IOException {
    Assertions.assertThat(raw("/xrpc/_health", host))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"error\":\"InvalidRequest\",\"message\":\"The Host header");
  }

  /** The answer to a GET whose target no client library would let through. */
  private String raw(String target, String host) throws IOException {
    try (var socket = new Socket(origin.getHost(), origin.getPort())) {
      String request =
          "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void requiresCredentials() {
    refused(given().get(SESSION).then(), 401, "AuthenticationRequired", "");
    refused(
        given().header("Authorization", "Basic YTpi").get(SESSION).then(),
        401,
        "AuthenticationRequired",
        "Bearer");
    refused(
        given().header("Authorization", "Bearer nonsense").get(SESSION).then(),
        400,
        "InvalidToken",
        "");
    refused(
        given().post("/xrpc/com.atproto.server.refreshSession").then(),
        401,
        "AuthenticationRequired",
        "");
  }

  @Test
  void ignoresCredentialsWhereNoneAreNeeded() {
    given()
        .header("Authorization", "Bearer nonsense")
        .get("/xrpc/com.atproto.server.describeServer")
        .then()
        .statusCode(200)
        .header("Cache-Control", not(equalTo("private")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/xrpc/_health",
        SESSION,
        LOGIN,
        "/xrpc/com.example.unknown",
        "/xrpc/com.atproto.sync.subscribeRepos"
      })
  void letsPagesOfAnyOriginAsk(String path) {
    given()
        .header("Origin", "https://app.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "authorization,content-type,dpop")
        .options(path)
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", equalTo("*"))
        .header("Access-Control-Allow-Headers", equalTo("authorization,content-type,dpop"))
        .header("Access-Control-Allow-Methods", containsString("POST"))
        .header("Access-Control-Max-Age", equalTo("86400"));
    given()
        .header("Origin", "https://app.example")
        .get(path)
        .then()
        .header("Access-Control-Allow-Origin", equalTo("*"))
        .header("Access-Control-Expose-Headers", containsString("ratelimit-remaining"))
        .header("Access-Control-Expose-Headers", containsString("dpop-nonce"))
        .header("Access-Control-Expose-Headers", containsString("atproto-repo-rev"));
  }

  @Test
  void answersOptionsWithoutAnOrigin() {
    given().options(SESSION).then().statusCode(204);
  }

  @Test
  void describesItself() {
    given()
        .get("/xrpc/com.atproto.server.describeServer")
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(7))
        .body("did", equalTo("did:web:localhost"))
        .body("availableUserDomains", equalTo(java.util.List.of(".test")))
        .body("inviteCodeRequired", is(false))
        .body("phoneVerificationRequired", is(false))
        .body("links", aMapWithSize(0))
        .body("contact", aMapWithSize(0))
        .body("$", hasKey("blobUploadLimit"));
  }
}
