package dev.tempest.identity;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A plain HTTP server on this machine, and an {@link OutboundHttp} for which every name is it. */
final class LoopbackServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final int port;
  final List<String> requests = new CopyOnWriteArrayList<>();

  LoopbackServer(Consumer<HttpServerRequest> handler) {
    port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  requests.add(request.method() + " " + request.uri());
                  handler.accept(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  OutboundHttp outbound(OutboundRule rule) {
    return new OutboundHttp(
        vertx.createHttpClient(OutboundClient.options()),
        (_, _) -> List.of(InetAddress.getLoopbackAddress()),
        rule);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
