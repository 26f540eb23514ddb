package dev.tempest.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * What the network says of an identity at this moment: past every cache, and as if this server had
 * no accounts. Good for commands beside the server, whose files it does not touch. Blocks.
 */
@Singleton
public final class NetworkIdentities {
  private final PlcDirectory directory;
  private final HandleResolver handles;
  private final DidResolver documents;

  @Inject
  NetworkIdentities(
      IdentityConfig config,
      ServerConfig server,
      OutboundHttp http,
      HandleResolver handles,
      Instance<PlcDirectory> directory) {
    this(
        server.serving()
            ? directory.get()
            : new HttpPlcDirectory(directoryUrl(config, server), http.forConfiguredUrls()),
        handles,
        http,
        DidResolver.Patience.of(config));
  }

  NetworkIdentities(
      PlcDirectory directory,
      HandleResolver handles,
      OutboundHttp http,
      DidResolver.Patience patience) {
    this.directory = directory;
    this.handles = handles;
    this.documents =
        new DidResolver(
            directory,
            _ -> Optional.empty(),
            http,
            patience,
            Ticker.systemTicker(),
            StaleCache.backgroundThreads());
  }

  /** The embedded directory's file is the server's, which tells others of it over HTTP. */
  private static URI directoryUrl(IdentityConfig config, ServerConfig server) {
    return URI.create(
        config.plcUrl().equals(IdentityConfig.EMBEDDED)
            ? server.publicUrl() + EmbeddedPlcResource.PATH
            : config.plcUrl());
  }

  /** The DID that the handle's domain names. */
  public Optional<Did> did(Handle handle) {
    return handles.resolveNow(handle);
  }

  public Optional<DidDocument> document(Did did) {
    return documents.resolveNow(did);
  }

  /** The operation that the next one of a did:plc has to name. */
  public Optional<PlcOperation> lastOperation(Did did) {
    return directory.lastOperation(did);
  }
}
