package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.identity.OutboundException.Reason;
import dev.tempest.identity.OutboundHttp.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PfxOptions;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine that counts its connections. */
final class OutboundHttpTest {
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), 1000);
  private static final Bytes BODY = Bytes.wrap(new byte[] {1, 2, 3});

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicReference<InetAddress> resolved =
      new AtomicReference<>(InetAddress.getLoopbackAddress());
  private int port;

  @BeforeEach
  void startServer() {
    port = start(new HttpServerOptions()).actualPort();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private HttpServer start(HttpServerOptions options) {
    return vertx
        .createHttpServer(options.setHost("127.0.0.1").setPort(0))
        .connectionHandler(_ -> connections.incrementAndGet())
        .requestHandler(OutboundHttpTest::answer)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static void answer(HttpServerRequest request) {
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/host" -> response.end(request.getHeader("Host"));
      case "/echo" -> request.body().onSuccess(response::end);
      case "/long" -> response.end(Buffer.buffer(new byte[1001]));
      case "/chunks" -> response.setChunked(true).write(Buffer.buffer(new byte[1001]));
      case "/silent" -> {}
      case "/half" -> response.setChunked(true).write("half");
      case "/broken" -> request.connection().close();
      case "/redirect" -> response.setStatusCode(302).putHeader("Location", "/host").end();
      case "/to-private" ->
          response.setStatusCode(302).putHeader("Location", "https://10.0.0.1/").end();
      case "/round" -> response.setStatusCode(302).putHeader("Location", "/round").end();
      default -> response.setStatusCode(404).end();
    }
  }

  private OutboundHttp outbound(OutboundRule rule) {
    return outbound(rule, OutboundClient.options());
  }

  private OutboundHttp outbound(OutboundRule rule, HttpClientOptions options) {
    return new OutboundHttp(
        vertx.createHttpClient(options), (_, _) -> List.of(resolved.get()), rule);
  }

  private OutboundHttp local() {
    return outbound(OutboundRule.PUBLIC_OR_LOOPBACK);
  }

  private URI url(String path) {
    return URI.create("http://pds.example.com:" + port + path);
  }

  @Test
  void dialsTheAddressAndKeepsTheName() {
    var response = local().get(url("/host"), LIMITS);
    assertThat(response.status()).isEqualTo(200);
    assertThat(text(response.body())).isEqualTo("pds.example.com:" + port);
    assertThat(connections).hasValue(1);
  }

  @Test
  void postsBodies() {
    var response = local().post(url("/echo"), "application/octet-stream", BODY, LIMITS);
    assertThat(response.body()).isEqualTo(BODY);
  }

  @Test
  void anAnswerOfAnyStatusIsAnAnswer() {
    assertThat(local().get(url("/missing"), LIMITS).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"})
  void refusesNamesThatResolveToPrivateAddresses(String address) {
    resolved.set(InetAddress.ofLiteral(address));
    var url = URI.create("https://pds.example.com:" + port + "/host");
    assertReason(Reason.FORBIDDEN, outbound(OutboundRule.PUBLIC), url, LIMITS);
    assertThat(connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://pds.example.com/",
        "ftp://pds.example.com/",
        "file:///etc/passwd",
        "https://localhost/",
        "https://localhost./",
        "https://pds.example.com./",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://8.8.8.8/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[2606:4700:4700::1111]/",
        "https://user@pds.example.com/",
        "https://user:password@pds.example.com/",
        "https:///path",
        "https:opaque"
      })
  void refusesUrlsByTheirShape(String url) {
    resolved.set(InetAddress.ofLiteral("8.8.8.8"));
    assertReason(Reason.FORBIDDEN, outbound(OutboundRule.PUBLIC), URI.create(url), LIMITS);
  }

  @Test
  void inDevelopmentHttpGoesToLoopbackOnly() {
    resolved.set(InetAddress.ofLiteral("8.8.8.8"));
    assertReason(Reason.FORBIDDEN, local(), url("/host"), LIMITS);
    resolved.set(InetAddress.ofLiteral("10.0.0.1"));
    assertReason(Reason.FORBIDDEN, local(), url("/host"), LIMITS);
  }

  @Test
  void theOperatorsUrlsPassTheRules() {
    var url = URI.create("http://127.0.0.1:" + port + "/host");
    var outbound = outbound(OutboundRule.PUBLIC);
    assertReason(Reason.FORBIDDEN, outbound, url, LIMITS);
    assertThat(connections).hasValue(0);
    assertThat(outbound.forConfiguredUrls().get(url, LIMITS).status()).isEqualTo(200);
  }

  @Test
  void followsRedirectsOnlyWhenAsked() {
    assertThat(local().get(url("/redirect"), LIMITS).status()).isEqualTo(302);
    var following = new Limits(LIMITS.time(), LIMITS.bodyBytes(), 2);
    assertThat(local().get(url("/redirect"), following).status()).isEqualTo(200);
    assertThat(local().get(url("/round"), following).status()).isEqualTo(302);
    assertReason(Reason.FORBIDDEN, local(), url("/to-private"), following);
  }

  @Test
  void stopsReadingAtTheSizeLimit() {
    assertReason(Reason.TOO_LARGE, local(), url("/long"), LIMITS);
    assertReason(Reason.TOO_LARGE, local(), url("/chunks"), LIMITS);
    var enough = new Limits(LIMITS.time(), 1001);
    assertThat(local().get(url("/long"), enough).body().length()).isEqualTo(1001);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/silent", "/half"})
  void stopsWaitingAtTheTimeLimit(String path) {
    assertReason(Reason.TIMEOUT, local(), url(path), new Limits(Duration.ofMillis(200), 1000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTimeLimitThatPassesWhileConnectingIsATimeout(int addresses) {
    var outbound =
        new OutboundHttp(
            neverConnecting(),
            (_, _) -> Collections.nCopies(addresses, InetAddress.getLoopbackAddress()),
            OutboundRule.PUBLIC_OR_LOOPBACK);
    var limits = new Limits(Duration.ofMillis(200), 1000);
    assertReason(Reason.TIMEOUT, outbound, url("/host"), limits);
  }

  /** Gives up when the connection's own time is over, and before anybody else looks at a clock. */
  private HttpClient neverConnecting() {
    return (HttpClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpClient.class},
            (_, _, arguments) -> {
              var patience = ((RequestOptions) arguments[0]).getConnectTimeout();
              vertx.timer(patience).toCompletionStage().toCompletableFuture().join();
              return Future.failedFuture("no connection in " + patience + " ms");
            });
  }

  @Test
  void saysWhenNobodyAnswers() {
    assertReason(Reason.UNREACHABLE, local(), url("/broken"), LIMITS);
    var closed = URI.create("http://pds.example.com:1/");
    assertReason(Reason.UNREACHABLE, local(), closed, LIMITS);
    var nowhere =
        new OutboundHttp(
            vertx.createHttpClient(OutboundClient.options()),
            (_, _) -> List.of(),
            OutboundRule.PUBLIC_OR_LOOPBACK);
    assertReason(Reason.UNREACHABLE, nowhere, url("/host"), LIMITS);
  }

  @Test
  void triesTheNextAddressWhenOneDoesNotConnect() {
    var loopback = InetAddress.getLoopbackAddress();
    var outbound =
        new OutboundHttp(
            vertx.createHttpClient(OutboundClient.options()),
            (_, _) -> List.of(InetAddress.ofLiteral("127.9.9.9"), loopback),
            OutboundRule.PUBLIC_OR_LOOPBACK);
    assertThat(outbound.get(url("/host"), LIMITS).status()).isEqualTo(200);
  }

  @Test
  void checksTheCertificateAgainstTheNameAndNotTheAddress(@TempDir Path directory)
      throws Exception {
    var certificate = certificateOf("pds.example.com", directory);
    var server = start(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate));
    var trusting =
        outbound(
            OutboundRule.PUBLIC_OR_LOOPBACK, OutboundClient.options().setTrustOptions(certificate));
    String path = ":" + server.actualPort() + "/host";
    var url = URI.create("https://pds.example.com" + path);
    assertThat(trusting.get(url, LIMITS).status()).isEqualTo(200);
    var otherName = URI.create("https://other.example.com" + path);
    assertReason(Reason.UNREACHABLE, trusting, otherName, LIMITS);
    assertReason(Reason.UNREACHABLE, local(), url, LIMITS);
  }

  static PfxOptions certificateOf(String host, Path directory) throws Exception {
    var store = directory.resolve("certificate.p12").toString();
    var keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + host,
            "-ext",
            "san=dns:" + host,
            "-storetype",
            "PKCS12",
            "-storepass",
            "password",
            "-keystore",
            store);
    assertThat(keytool.start().waitFor()).isZero();
    return new PfxOptions().setPath(store).setPassword("password");
  }

  private static void assertReason(Reason reason, OutboundHttp outbound, URI url, Limits limits) {
    assertThatThrownBy(() -> outbound.get(url, limits))
        .isInstanceOfSatisfying(
            OutboundException.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }
}
