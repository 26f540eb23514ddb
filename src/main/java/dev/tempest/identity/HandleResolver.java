package dev.tempest.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.identity.OutboundHttp.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * Finds the DID that a handle's domain names: by DNS, then by HTTPS. Knows nothing of this server's
 * own accounts. Blocks. Spec: /specs/handle, "Handle Resolution".
 */
@Singleton
public final class HandleResolver {
  private static final StaleCache.Ages AGES =
      new StaleCache.Ages(Duration.ofMinutes(10), Duration.ofHours(1));
  private static final Duration DNS_TIME = Duration.ofSeconds(3);
  private static final Limits WEB_LIMITS = new Limits(Duration.ofSeconds(3), 4096, 3);

  private final TxtLookup dns;
  private final BiFunction<URI, Limits, Response> https;
  private final StaleCache<Handle, Did> dids;

  @Inject
  HandleResolver(TxtLookup dns, OutboundHttp http) {
    this(dns, http::get, Ticker.systemTicker(), StaleCache.backgroundThreads());
  }

  HandleResolver(
      TxtLookup dns, BiFunction<URI, Limits, Response> https, Ticker ticker, Executor background) {
    this.dns = dns;
    this.https = https;
    this.dids = new StaleCache<>(AGES, ticker, background, this::find);
  }

  /** Empty when the domain names no DID, or several. */
  public Optional<Did> resolve(Handle handle) {
    return dids.get(handle);
  }

  /** Like {@link #resolve}, past the cache: for proving who owns a handle now. */
  public Optional<Did> resolveNow(Handle handle) {
    return dids.load(handle);
  }

  private Optional<Did> find(Handle handle) {
    var claims = dns.dids("_atproto." + handle, DNS_TIME);
    return switch (claims.size()) {
      case 0 -> findByHttps(handle);
      case 1 -> parse(claims.getFirst());
      default -> Optional.empty(); // ambiguous: the web must not decide what DNS left open
    };
  }

  private Optional<Did> findByHttps(Handle handle) {
    try {
      var url = URI.create("https://" + handle + "/.well-known/atproto-did");
      var response = https.apply(url, WEB_LIMITS);
      return response.isSuccess()
          ? parse(new String(response.body().unwrap(), StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } catch (OutboundException noAnswer) {
      return Optional.empty();
    }
  }

  private static Optional<Did> parse(String text) {
    try {
      return Optional.of(new Did(text));
    } catch (SyntaxException noDid) {
      return Optional.empty();
    }
  }
}
