package dev.tempest.identity;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;

/**
 * The real outbound client without the container, and what it sees of a network on this machine.
 */
public final class Network implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final OutboundHttp http =
      new OutboundHttp(
          vertx.createHttpClient(OutboundClient.options()),
          new SystemNameLookup(),
          OutboundRule.PUBLIC_OR_LOOPBACK);

  public OutboundHttp http() {
    return http;
  }

  /** With the directory at {@code plcUrl}; no handle leads anywhere. */
  public NetworkIdentities identities(String plcUrl) {
    return new NetworkIdentities(
        new HttpPlcDirectory(URI.create(plcUrl), http.forConfiguredUrls()),
        Resolvers.handles((_, _) -> List.of(), http::get),
        http,
        Resolvers.PATIENCE);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
