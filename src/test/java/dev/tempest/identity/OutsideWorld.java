package dev.tempest.identity;

import dev.tempest.secret.Secrets;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What lies beyond this server in tests: a directory on loopback, and a DNS of handles. */
public final class OutsideWorld implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final OutboundHttp http =
      new OutboundHttp(
          vertx.createHttpClient(OutboundClient.options()),
          new SystemNameLookup(),
          OutboundRule.PUBLIC_OR_LOOPBACK);

  /** DIDs by handle. */
  public final Map<String, String> handles = new ConcurrentHashMap<>();

  public OutboundHttp http() {
    return http;
  }

  /** Identities as they are in the directory at {@code plc}. */
  public NetworkIdentities identities(String plc) {
    TxtLookup dns = this::lookup;
    return new NetworkIdentities(
        new HttpPlcDirectory(URI.create(plc), http.forConfiguredUrls()),
        Resolvers.handles(dns, (_, _) -> notFound()),
        http,
        Resolvers.PATIENCE);
  }

  private List<String> lookup(String name, Duration time) {
    String did = handles.get(name.replaceFirst("^_atproto\\.", ""));
    return did == null ? List.of() : List.of("did=" + did);
  }

  private static OutboundHttp.Response notFound() {
    throw new OutboundException(OutboundException.Reason.UNREACHABLE, "nothing there");
  }

  public static RotationKeys rotationKeys(IdentityConfig config, Secrets secrets) {
    return new RotationKeys(config, secrets);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
