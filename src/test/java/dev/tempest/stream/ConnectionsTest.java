package dev.tempest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionsTest {
  private static final int MORE_THAN_THE_SYSTEM_TAKES = 64 * 1024 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Channel> serving = new CompletableFuture<>();
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private int serve() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              request.connection().closeHandler(end -> closed.complete(true));
              request.response().end(Buffer.buffer(new byte[MORE_THAN_THE_SYSTEM_TAKES]));
              serving.complete(Connections.channelOf(request));
            })
        .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  @Test
  void dropsAConnectionWhosePeerReadsNothing() throws IOException {
    try (var client = new Socket(InetAddress.getLoopbackAddress(), serve())) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Channel channel = serving.join();
      Connections.drop(channel);
      assertThat(closed.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
      assertThat(channel.isOpen()).isFalse();
    }
  }
}
