package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.identity.OutboundException.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers in pieces. */
class OutboundStreamTest {
  private static final Object HOLDER = "somebody";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int LARGE = 64 * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final CompletableFuture<Long> sent = new CompletableFuture<>();
  private int port;

  @BeforeEach
  void start() {
    port =
        vertx
            .createHttpServer()
            .connectionHandler(
                connection -> {
                  connections.incrementAndGet();
                  connection.closeHandler(_ -> closed.incrementAndGet());
                })
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/echo" -> request.body().onSuccess(response::end);
      case "/early" -> response.setStatusCode(413).end("no");
      case "/large" ->
          response
              .setChunked(true)
              .end(Buffer.buffer(new byte[LARGE]))
              .onSuccess(_ -> sent.complete(1L));
      case "/half" -> response.setChunked(true).write("half");
      case "/cut" ->
          response.setChunked(true).write("half").onSuccess(_ -> request.connection().close());
      default -> {}
    }
  }

  private OutboundHttp outbound(OutboundRule rule, String address) {
    return new OutboundHttp(
        vertx.createHttpClient(OutboundClient.options()),
        (_, _) -> List.of(InetAddress.ofLiteral(address)),
        rule);
  }

  private OutboundStream open(String verb, String target, long length) {
    return outbound(OutboundRule.PUBLIC_OR_LOOPBACK, "127.0.0.1")
        .open(
            call(verb, URI.create("http://pds.example.com:" + port), target, length), HOLDER, LONG);
  }

  private static OutboundCall call(String verb, URI origin, String target, long length) {
    return new OutboundCall(verb, origin, target, Map.of("x-a", "b"), length);
  }

  private static long drain(OutboundStream stream) {
    long bytes = 0;
    for (@Nullable Bytes piece = stream.next(LONG); piece != null; piece = stream.next(LONG)) {
      bytes += piece.length();
    }
    return bytes;
  }

  @Test
  void sendsAndReadsInPiecesAndKeepsTheConnection() {
    for (long length : new long[] {6, OutboundCall.UNKNOWN}) {
      try (var stream = open("POST", "/echo", length)) {
        assertThat(stream.write(Bytes.wrap(new byte[3]), LONG)).isTrue();
        assertThat(stream.write(Bytes.wrap(new byte[3]), LONG)).isTrue();
        assertThat(stream.finish(LONG).status()).isEqualTo(200);
        assertThat(drain(stream)).isEqualTo(6);
        assertThat(stream.next(LONG)).isNull();
      }
    }
    assertThat(closed).hasValue(0);
  }

  @Test
  void readsNoFasterThanItsReader() {
    try (var stream = open("GET", "/large", 0)) {
      assertThat(stream.finish(LONG).status()).isEqualTo(200);
      assertThat(stream.next(LONG)).isNotNull();
      assertThat(sent).isNotDone();
      assertThat(drain(stream)).isGreaterThan(LARGE - 1_000_000);
    }
    assertThat(sent.join()).isEqualTo(1);
  }

  @Test
  void takesAnAnswerThatComesBeforeTheBodyIsThrough() {
    try (var stream = open("POST", "/early", LARGE)) {
      int written = 0;
      while (stream.write(Bytes.wrap(new byte[100_000]), LONG)) {
        written += 100_000;
        assertThat(written).isLessThan(LARGE);
      }
      assertThat(stream.finish(LONG).status()).isEqualTo(413);
    }
    Awaitility.await().until(() -> closed.get() == 1);
  }

  @Test
  void givesUpWhatStandsStill() {
    try (var stream = open("GET", "/silent", 0)) {
      assertThatThrownBy(() -> stream.finish(SHORT))
          .isInstanceOfSatisfying(
              OutboundException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
    try (var stream = open("GET", "/half", 0)) {
      stream.finish(LONG);
      assertThat(stream.next(LONG)).isNotNull();
      assertThatThrownBy(() -> stream.next(SHORT))
          .isInstanceOfSatisfying(
              OutboundException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
    Awaitility.await().until(() -> closed.get() == 2);
  }

  @Test
  void tellsAnEndFromABreak() {
    try (var stream = open("GET", "/cut", 0)) {
      stream.finish(LONG);
      assertThatThrownBy(() -> drain(stream))
          .isInstanceOfSatisfying(
              OutboundException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
    }
  }

  @Test
  void endsWhenAnotherThreadClosesIt() {
    try (var stream = open("GET", "/half", 0)) {
      stream.finish(LONG);
      assertThat(stream.next(LONG)).isNotNull();
      Thread.ofVirtual().start(stream::close);
      assertThatThrownBy(() -> stream.next(LONG)).isInstanceOf(OutboundException.class);
    }
    Awaitility.await().until(() -> closed.get() == 1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://pds.example.com, 127.0.0.1",
    "https://pds.example.com, 10.0.0.1",
    "https://pds.example.com, 169.254.169.254",
    "https://pds.example.com, ::1",
    "https://pds.example.com, fd00::1",
    "https://127.0.0.1, 127.0.0.1",
    "https://localhost, 127.0.0.1",
    "http://pds.example.com, 127.0.0.1",
    "https://user@pds.example.com, 8.8.8.8"
  })
  void connectsToPublicAddressesOnly(String origin, String address) {
    var url = URI.create(origin + ":" + port);
    assertThatThrownBy(
            () ->
                outbound(OutboundRule.PUBLIC, address).open(call("GET", url, "/", 0), HOLDER, LONG))
        .isInstanceOfSatisfying(
            OutboundException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    assertThat(connections).hasValue(0);
  }
}
