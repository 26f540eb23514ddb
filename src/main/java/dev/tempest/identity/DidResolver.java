package dev.tempest.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundHttp.Limits;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds DID documents, by did:plc and did:web, and remembers them. Blocks. A failing or unreachable
 * server is {@link Refusal.UpstreamFailed}.
 */
@Singleton
public final class DidResolver {
  private static final int MAX_BODY_BYTES = 128 * 1024;

  /**
   * How long a document is good, and how long to wait for one.
   *
   * @param timeout of did:web
   */
  record Patience(StaleCache.Ages ages, Duration timeout) {
    static Patience of(IdentityConfig config) {
      return new Patience(
          new StaleCache.Ages(config.didCacheStaleTtl(), config.didCacheMaxTtl()),
          config.idResolverTimeout());
    }
  }

  private final PlcDirectory directory;
  private final HostedDocuments hosted;
  private final OutboundHttp http;
  private final Limits webLimits;
  private final StaleCache<Did, DidDocument> documents;

  @Inject
  DidResolver(
      PlcDirectory directory,
      HostedDocuments hosted,
      OutboundHttp http,
      IdentityConfig config,
      IdentityMetrics metrics) {
    this(
        directory,
        hosted,
        http,
        Patience.of(config),
        Ticker.systemTicker(),
        StaleCache.backgroundThreads());
    documents.measuredBy(metrics.documents());
  }

  DidResolver(
      PlcDirectory directory,
      HostedDocuments hosted,
      OutboundHttp http,
      Patience patience,
      Ticker ticker,
      Executor background) {
    this.directory = directory;
    this.hosted = hosted;
    this.http = http;
    this.webLimits = new Limits(patience.timeout(), MAX_BODY_BYTES);
    this.documents = new StaleCache<>(patience.ages(), ticker, background, this::fetch);
  }

  /** Empty when there is no document, or none of that DID. */
  public Optional<DidDocument> resolve(Did did) {
    var own = hosted.find(did);
    return own.isPresent() ? own : documents.get(did);
  }

  /** Like {@link #resolve}, past the cache: for when the remembered document does not fit. */
  public Optional<DidDocument> resolveNow(Did did) {
    var own = hosted.find(did);
    return own.isPresent() ? own : documents.load(did);
  }

  /** Whether a DID without a document had one, and was ended. */
  public boolean isDeactivated(Did did) {
    return did.method().equals("plc")
        && directory
            .lastOperation(did)
            .filter(last -> last.type() == PlcOperation.Type.TOMBSTONE)
            .isPresent();
  }

  /** To be called when the document has changed. */
  public void forget(Did did) {
    documents.forget(did);
  }

  private Optional<DidDocument> fetch(Did did) {
    var found =
        switch (did.method()) {
          case "plc" -> directory.document(did);
          case "web" -> fetchWeb(did);
          default -> Optional.<DidDocument>empty();
        };
    return found.filter(document -> document.id().equals(did));
  }

  private Optional<DidDocument> fetchWeb(Did did) {
    var url = webUrl(did);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try {
      var response = http.get(url.get(), webLimits);
      if (response.status() >= 500) {
        throw new Refusal.UpstreamFailed("the server of " + did + " failed");
      }
      return response.status() == 200
          ? Optional.of(DidDocument.of(JsonShape.parse(response.body())))
          : Optional.empty();
    } catch (OutboundException failure) {
      if (failure.reason() == OutboundException.Reason.FORBIDDEN) {
        return Optional.empty();
      }
      throw new Refusal.UpstreamFailed("cannot resolve " + did + ": " + failure.getMessage());
    } catch (DecodeException malformed) {
      return Optional.empty();
    }
  }

  /** Hosts only: the protocol allows no paths in a did:web, and ports on localhost only. */
  static Optional<URI> webUrl(Did did) {
    String host = did.value().substring("did:web:".length());
    if (host.matches("localhost%3A[0-9]{1,5}")) {
      return Optional.of(
          URI.create("http://" + host.replace("%3A", ":") + "/.well-known/did.json"));
    }
    return host.matches("[A-Za-z0-9.-]+")
        ? Optional.of(URI.create("https://" + host + "/.well-known/did.json"))
        : Optional.empty();
  }
}
