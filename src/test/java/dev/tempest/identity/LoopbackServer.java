package dev.tempest.identity;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A plain HTTP server on this machine, and an {@link OutboundHttp} for which every name is it. */
public final class LoopbackServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final int port;
  public final List<String> requests = new CopyOnWriteArrayList<>();

  public LoopbackServer(Consumer<HttpServerRequest> handler) {
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

  public URI origin() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /** What production does with a stranger's URL. */
  public OutboundHttp outboundToPublic() {
    return outbound(OutboundRule.PUBLIC);
  }

  /** What development does with it. */
  public OutboundHttp outboundToLoopback() {
    return outbound(OutboundRule.PUBLIC_OR_LOOPBACK);
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
