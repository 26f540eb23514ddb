package dev.tempest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChunkStreamTest {
  private static final int LARGE = 64 * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Long> accepted = new CompletableFuture<>();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

  /** What writes the body of the answer. */
  @FunctionalInterface
  private interface Body {
    void write(ChunkStream stream) throws IOException;
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private InetSocketAddress serve(Duration patience, Body body) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  request.connection().closeHandler(end -> closed.complete(true));
                  Thread.ofVirtual().start(() -> answer(request, patience, body));
                })
            .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void answer(HttpServerRequest request, Duration patience, Body body) {
    request.response().setChunked(true);
    var framework = new Framework(request);
    var stream = new ChunkStream(request, framework, patience);
    try {
      body.write(stream);
      stream.finish();
      framework.close();
    } catch (IOException cutOff) {
      accepted.complete(-1L);
    }
  }

  /** A stream that sends with its first flush, and the rest at its end. */
  private static final class Framework extends ByteArrayOutputStream {
    private final HttpServerRequest request;

    Framework(HttpServerRequest request) {
      this.request = request;
    }

    @Override
    public void flush() {
      request.response().write(Buffer.buffer(toByteArray()));
      reset();
    }

    @Override
    public void close() {
      request.response().end(Buffer.buffer(toByteArray()));
    }
  }

  private static byte[] content(long seed, int length) {
    byte[] content = new byte[length];
    new SplittableRandom(seed).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
  void sendsEverythingInOrder(int length) throws Exception {
    byte[] content = content(length, length);
    var address = serve(Duration.ofSeconds(30), stream -> writeInParts(stream, content));
    var request =
        HttpRequest.newBuilder(
                URI.create("http://%s:%d/".formatted(address.getHostString(), address.getPort())))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(content);
    }
  }

  private static void writeInParts(OutputStream stream, byte[] content) throws IOException {
    var random = new SplittableRandom(content.length);
    int written = 0;
    while (written < content.length) {
      int part = Math.min(content.length - written, 1 + random.nextInt(100_000));
      stream.write(content, written, part);
      written += part;
    }
  }

  @Test
  void cutsOffWhoTakesNothingAndKeepsLittleForThem() throws IOException {
    var address = serve(Duration.ofSeconds(1), this::writeALot);
    try (var client = new Socket(address.getAddress(), address.getPort())) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(accepted.join()).isLessThan(LARGE / 2);
      assertThat(closed.join()).isTrue();
    }
  }

  private void writeALot(ChunkStream stream) throws IOException {
    byte[] part = new byte[10_000];
    for (long written = 0; written < LARGE; written += part.length) {
      try {
        stream.write(part);
      } catch (IOException cutOff) {
        accepted.complete(written);
        throw cutOff;
      }
    }
  }
}
