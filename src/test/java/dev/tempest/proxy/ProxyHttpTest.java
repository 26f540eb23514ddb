package dev.tempest.proxy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.tempest.account.StatusOfAccount;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.Scope;
import dev.tempest.auth.SessionTokens;
import dev.tempest.auth.SigningKeys;
import dev.tempest.testing.FakeService;
import dev.tempest.testing.ServiceToken;
import dev.tempest.testing.TestAccount;
import dev.tempest.testing.WithServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods of others: what goes out, what comes back, and what may go wrong. */
@QuarkusTest
@TestProfile(WithServices.class)
class ProxyHttpTest {
  private static final String QUERY = "com.example.query";
  private static final String PATH = "/xrpc/" + QUERY;
  private static final Duration SOON = Duration.ofSeconds(10);

  @TestHTTPResource("/")
  URI origin;

  @Inject SigningKeys keys;
  @Inject SessionTokens tokens;
  @Inject StatusOfAccount statuses;

  private FakeService appView;
  private FakeService moderation;
  private FakeService stranger;
  private TestAccount account;

  @BeforeEach
  void start() {
    appView = new FakeService(WithServices.appViewPort());
    moderation = new FakeService(WithServices.moderationPort());
    stranger = new FakeService(0);
    account = TestAccount.create();
  }

  @AfterEach
  void stop() {
    appView.close();
    moderation.close();
    stranger.close();
  }

  private static void refused(ValidatableResponse answer, int status, String error, String part) {
    answer
        .statusCode(status)
        .contentType("application/json")
        .body("$", aMapWithSize(2))
        .body("error", equalTo(error))
        .body("message", containsString(part));
  }

  private void requireToken(FakeService.Seen seen, String audience, String method) {
    var token = ServiceToken.parse(seen.token());
    assertThat(token.isSignedBy(keys.of(new Did(account.did())).publicKey())).isTrue();
    assertThat(token.claim("iss")).isEqualTo(account.did());
    assertThat(token.claim("aud")).isEqualTo(audience);
    assertThat(token.claim("lxm")).isEqualTo(method);
    assertThat(token.claim("jti")).hasSize(32);
    assertThat(token.number("exp") - token.number("iat")).isEqualTo(60);
  }

  @Test
  void passesAQueryToTheAppViewWithATokenOfTheAccount() {
    appView.answer(QUERY, "{\"got\": true}");
    account
        .asCaller()
        .urlEncodingEnabled(false)
        .header("Accept-Language", "de")
        .header("atproto-accept-labelers", "did:plc:labeler;redact")
        .header("x-bsky-topics", "cats")
        .header("Cookie", "secret=1")
        .header("X-Forwarded-For", "192.0.2.1")
        .get(PATH + "?text=a%20b&x[]=1")
        .then()
        .statusCode(200)
        .body("got", equalTo(true));
    var seen = appView.last(QUERY);
    assertThat(seen.verb()).isEqualTo("GET");
    assertThat(seen.uri()).isEqualTo(PATH + "?text=a%20b&x[]=1");
    assertThat(seen.headers())
        .containsEntry("accept-language", "de")
        .containsEntry("accept-encoding", "gzip,deflate")
        .containsEntry("atproto-accept-labelers", "did:plc:labeler;redact")
        .containsEntry("x-bsky-topics", "cats")
        .containsOnlyKeys(
            "host",
            "user-agent",
            "authorization",
            "accept-language",
            "accept-encoding",
            "atproto-accept-labelers",
            "x-bsky-topics");
    requireToken(seen, appView.did(), QUERY);
  }

  @Test
  void passesBackTheHeadersThatMatter() {
    appView.answer(
        QUERY,
        "{}",
        "atproto-repo-rev",
        "3jzfcijpj2z2a",
        "atproto-content-labelers",
        "did:plc:labeler",
        "retry-after",
        "7",
        "content-language",
        "de",
        "set-cookie",
        "a=b",
        "x-other",
        "1");
    account
        .asCaller()
        .get(PATH)
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("content-length", "2")
        .header("atproto-repo-rev", "3jzfcijpj2z2a")
        .header("atproto-content-labelers", "did:plc:labeler")
        .header("retry-after", "7")
        .header("content-language", "de")
        .header("cache-control", "private")
        .header("set-cookie", nullValue())
        .header("x-other", nullValue());
  }

  @Test
  void passesAProcedureWithItsBody() {
    appView.on(QUERY, (request, seen) -> FakeService.json(request, seen.body()));
    account
        .asCaller()
        .contentType("application/json")
        .body("{\"text\": \"\u00e9\"}")
        .post(PATH)
        .then()
        .statusCode(200)
        .body("text", equalTo("\u00e9"));
    var seen = appView.last(QUERY);
    assertThat(seen.verb()).isEqualTo("POST");
    assertThat(seen.header("content-type")).startsWith("application/json");
    assertThat(seen.header("content-length")).isEqualTo("14");
  }

  @Test
  void passesABodyOfUnknownLengthAndALongAnswer() throws IOException, InterruptedException {
    byte[] body = "0123456789".repeat(300_000).getBytes(StandardCharsets.UTF_8);
    appView.on(
        QUERY,
        (request, seen) -> request.response().setChunked(true).end(Buffer.buffer(seen.body())));
    var answer = send(request().POST(stream(body)).build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(appView.last(QUERY).header("transfer-encoding")).isEqualTo("chunked");
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(origin.resolve(PATH))
        .header("Authorization", "Bearer " + account.accessJwt())
        .header("Content-Type", "application/octet-stream");
  }

  private static HttpRequest.BodyPublisher stream(byte[] body) {
    return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }

  private static java.net.http.HttpResponse<byte[]> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, BodyHandlers.ofByteArray());
    }
  }

  @Test
  void passesHead() {
    appView.answer(QUERY, "{\"a\": 1}");
    account.asCaller().head(PATH).then().statusCode(200).header("content-type", "application/json");
    assertThat(appView.last(QUERY).verb()).isEqualTo("HEAD");
    account.asCaller().head("/xrpc/com.atproto.server.getSession").then().statusCode(200);
    assertThat(appView.requests).hasSize(1);
  }

  @Test
  void passesACompressedAnswerAsItCame() throws IOException, InterruptedException {
    var zipped = new ByteArrayOutputStream();
    try (var stream = new GZIPOutputStream(zipped)) {
      stream.write("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
    }
    appView.on(
        QUERY,
        (request, _) ->
            request
                .response()
                .putHeader("content-encoding", "gzip")
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(zipped.toByteArray())));
    var answer = send(request().header("Accept-Encoding", "gzip").GET().build());
    assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(answer.body()).isEqualTo(zipped.toByteArray());
  }

  @Test
  void passesRefusalsAsTheyAre() {
    appView.on(
        QUERY,
        (request, _) ->
            request
                .response()
                .setStatusCode(400)
                .putHeader("content-type", "application/json")
                .end("{\"error\": \"OddName\", \"message\": \"why\", \"more\": 1}"));
    account
        .asCaller()
        .get(PATH)
        .then()
        .statusCode(400)
        .body("error", equalTo("OddName"))
        .body("more", equalTo(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 501, 503, 301, 302, 307})
  void saysThatTheServiceFailed(int status) {
    appView.on(
        QUERY,
        (request, _) ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("location", stranger.origin() + "/elsewhere")
                .end("secret detail"));
    refused(account.asCaller().get(PATH).then(), 502, "UpstreamFailure", "" + status);
    assertThat(stranger.connections).hasValue(0);
  }

  @Test
  void saysThatTheServiceIsUnreachable() {
    refused(
        account.asCaller().header("atproto-proxy", stranger.did() + "#closed").get(PATH).then(),
        502,
        "UpstreamFailure",
        "unreachable");
    appView.on(QUERY, (request, _) -> request.connection().close());
    refused(account.asCaller().get(PATH).then(), 502, "UpstreamFailure", "unreachable");
  }

  @Test
  void givesUpAServiceThatDoesNotAnswer() {
    appView.on(QUERY, (_, _) -> {});
    refused(account.asCaller().get(PATH).then(), 504, "UpstreamTimeout", "");
    Awaitility.await().atMost(SOON).until(() -> appView.closedConnections.get() > 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300_000})
  void doesNotEndAnAnswerThatBreaksOff(int bytes) {
    appView.on(
        QUERY,
        (request, _) ->
            request
                .response()
                .setChunked(true)
                .write(Buffer.buffer(new byte[bytes]))
                .onSuccess(_ -> request.connection().close()));
    assertThatThrownBy(() -> send(request().GET().build())).isInstanceOf(IOException.class);
  }

  @Test
  void stopsAskingWhenTheClientGoesAway() throws IOException {
    appView.on(QUERY, (_, _) -> {});
    try (var socket = new Socket(origin.getHost(), origin.getPort())) {
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(PATH, account.accessJwt());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      Awaitility.await().atMost(SOON).until(() -> appView.requestsOf(QUERY).size() == 1);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(5)) // before the server gives up by itself
        .until(() -> appView.closedConnections.get() > 0);
  }

  @Test
  void refusesBodiesAboveTheLimit() throws IOException, InterruptedException {
    byte[] body = new byte[(int) Forwarding.LONGEST_BODY + 1];
    var declared = send(request().POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
    assertThat(declared.statusCode()).isEqualTo(413);
    assertThat(appView.connections).hasValue(0);
    var counted = send(request().POST(stream(body)).build());
    assertThat(counted.statusCode()).isEqualTo(413);
    assertThat(new String(counted.body(), StandardCharsets.UTF_8)).contains("PayloadTooLarge");
  }

  @Test
  void passesToTheServiceThatTheHeaderNames() {
    stranger.answer(QUERY, "{\"stranger\": true}");
    account
        .asCaller()
        .header("atproto-proxy", stranger.did() + "#bsky_appview")
        .get(PATH)
        .then()
        .statusCode(200)
        .body("stranger", equalTo(true));
    requireToken(stranger.last(QUERY), stranger.did(), QUERY);
    assertThat(stranger.last(QUERY).headers()).doesNotContainKey("atproto-proxy");
    assertThat(appView.connections).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "#service, no did",
    "did:web:example.com, no service id",
    "did:web:example.com#, no service id",
    "did:web:example.com#a#b, invalid proxy header",
    "did:web:example.com#a b, cannot contain spaces",
    "example.com#a, no did",
    "did:web:10.0.0.1#a, could not resolve proxy did",
    "did:example:other#a, could not resolve proxy did"
  })
  void refusesHeadersThatNameNobody(String header, String message) {
    refused(
        account.asCaller().header("atproto-proxy", header).get(PATH).then(),
        400,
        "InvalidRequest",
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "metadata", "mapped"})
  void doesNotCallPrivateAddresses(String service) {
    refused(
        account.asCaller().header("atproto-proxy", stranger.did() + "#" + service).get(PATH).then(),
        400,
        "InvalidRequest",
        "public https address");
  }

  @Test
  void refusesServicesThatADocumentDoesNotHave() {
    refused(
        account.asCaller().header("atproto-proxy", stranger.did() + "#other").get(PATH).then(),
        400,
        "InvalidRequest",
        "service url");
  }

  @Test
  void wantsASession() {
    refused(given().get(PATH).then(), 401, "AuthenticationRequired", "");
    refused(given().post(PATH).then(), 401, "AuthenticationRequired", "");
    refused(
        given().header("atproto-proxy", "nonsense").get(PATH).then(),
        401,
        "AuthenticationRequired",
        "");
    refused(
        given().header("Authorization", "Bearer x.y.z").get(PATH).then(), 400, "InvalidToken", "");
    assertThat(appView.connections).hasValue(0);
  }

  @Test
  void knowsTwoVerbsOnly() {
    refused(account.asCaller().delete(PATH).then(), 400, "InvalidRequest", "GET and POST");
  }

  @Test
  void doesNotServeAccountsThatAreTakenDown() {
    statuses.set(new Did(account.did()), AccountStatus.TAKENDOWN);
    refused(account.asCaller().get(PATH).then(), 401, "AccountTakedown", "");
  }

  @Test
  void keepsChatFromPlainAppPasswords() {
    appView.answer("chat.bsky.convo.listConvos", "{}");
    String path = "/xrpc/chat.bsky.convo.listConvos";
    refused(TestAccount.with(token(Scope.APP_PASSWORD)).get(path).then(), 400, "InvalidToken", "");
    TestAccount.with(token(Scope.PRIVILEGED_APP_PASSWORD)).get(path).then().statusCode(200);
    TestAccount.with(token(Scope.ACCESS)).get(path).then().statusCode(200);
    appView.answer(QUERY, "{}");
    TestAccount.with(token(Scope.APP_PASSWORD)).get(PATH).then().statusCode(200);
  }

  private String token(Scope scope) {
    return tokens.access(new Did(account.did()), scope, "id", Instant.now());
  }

  @Test
  void passesModeratorsMethodsToTheModerationService() {
    moderation.answer("tools.ozone.team.listMembers", "{\"members\": []}");
    account.asCaller().get("/xrpc/tools.ozone.team.listMembers").then().statusCode(200);
    requireToken(
        moderation.last("tools.ozone.team.listMembers"),
        "did:web:mod.example.com",
        "tools.ozone.team.listMembers");
    appView.answer("tools.ozone.other.method", "{}");
    account.asCaller().get("/xrpc/tools.ozone.other.method").then().statusCode(200);
  }

  @Test
  void passesReportsToTheReportService() {
    String method = "com.atproto.moderation.createReport";
    moderation.answer(method, "{\"id\": 5}");
    var report =
        Map.of(
            "reasonType",
            "com.atproto.moderation.defs#reasonSpam",
            "subject",
            Map.of("$type", "com.atproto.admin.defs#repoRef", "did", account.did()));
    for (Scope scope : new Scope[] {Scope.ACCESS, Scope.TAKENDOWN}) {
      TestAccount.with(token(scope))
          .contentType("application/json")
          .body(report)
          .post("/xrpc/" + method)
          .then()
          .statusCode(200)
          .body("id", equalTo(5));
      requireToken(moderation.last(method), "did:plc:ar7c4by46qjdydhdevvrndac", method);
      assertThat(moderation.last(method).body()).contains("reasonSpam", account.did());
    }
    refused(
        account
            .asCaller()
            .contentType("application/json")
            .body("{}")
            .post("/xrpc/" + method)
            .then(),
        400,
        "InvalidRequest",
        "reasonType");
    refused(
        given().contentType("application/json").body(report).post("/xrpc/" + method).then(),
        401,
        "AuthenticationRequired",
        "");
    stranger.answer(method, "{\"id\": 6}");
    account
        .asCaller()
        .header("atproto-proxy", stranger.did() + "#bsky_appview")
        .contentType("application/json")
        .body(report)
        .post("/xrpc/" + method)
        .then()
        .body("id", equalTo(6));
  }

  @Test
  void asksTheAppViewForRecordsOfOthers() {
    String method = "com.atproto.repo.getRecord";
    String uri = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/com.example.thing/one";
    appView.answer(
        method,
        "{\"uri\": \"%s\", \"cid\": \"%s\", \"value\": {\"$type\": \"com.example.thing\"}}"
            .formatted(uri, "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"));
    String path = "/xrpc/" + method + "?collection=com.example.thing&rkey=one&repo=";
    given()
        .get(path + "did:plc:ewvi7nxzyoun6zhxrhs64oiz")
        .then()
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("uri", equalTo(uri))
        .body("value.$type", equalTo("com.example.thing"));
    var seen = appView.last(method);
    assertThat(seen.headers()).doesNotContainKey("authorization");
    assertThat(seen.uri()).contains("repo=did%3Aplc%3Aewvi7nxzyoun6zhxrhs64oiz", "rkey=one");
    refused(given().get(path + account.did()).then(), 400, "RecordNotFound", "");
    assertThat(appView.requestsOf(method)).hasSize(1);
    appView.on(
        method,
        (request, _) ->
            request
                .response()
                .setStatusCode(400)
                .end("{\"error\": \"RecordNotFound\", \"message\": \"none\"}"));
    refused(given().get(path + "nobody.example.com").then(), 400, "RecordNotFound", "none");
    appView.answer(method, "{\"uri\": 5}");
    refused(given().get(path + "nobody.example.com").then(), 502, "UpstreamFailure", "no record");
  }
}
