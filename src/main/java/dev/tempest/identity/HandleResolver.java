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
import java.util.List;
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
  private static final int MAX_BODY_BYTES = 4096;
  private static final int MAX_REDIRECTS = 3;
  private static final String TXT_PREFIX = "did=";

  private final TxtLookup dns;
  private final BiFunction<URI, Limits, Response> https;
  private final Duration timeout;
  private final StaleCache<Handle, Did> dids;

  @Inject
  HandleResolver(TxtLookup dns, OutboundHttp http, IdentityConfig config, IdentityMetrics metrics) {
    this(
        dns,
        http::get,
        config.idResolverTimeout(),
        Ticker.systemTicker(),
        StaleCache.backgroundThreads());
    dids.measuredBy(metrics.handles());
  }

  HandleResolver(
      TxtLookup dns,
      BiFunction<URI, Limits, Response> https,
      Duration timeout,
      Ticker ticker,
      Executor background) {
    this.dns = dns;
    this.https = https;
    this.timeout = timeout;
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

  /** To be called when the handle is somebody else's, or nobody's any more. */
  public void forget(Handle handle) {
    dids.forget(handle);
  }

  private Optional<Did> find(Handle handle) {
    if (!HandleDomains.isUsable(handle)) {
      return Optional.empty();
    }
    String name = "_atproto." + handle;
    var claims = claims(dns.lookup(name, timeout));
    if (!claims.isEmpty()) {
      return only(claims);
    }
    return findByHttps(handle).or(() -> only(claims(dns.lookupElsewhere(name, timeout))));
  }

  private static List<String> claims(List<String> records) {
    return records.stream()
        .map(HandleResolver::unquoted)
        .filter(text -> text.startsWith(TXT_PREFIX))
        .map(text -> text.substring(TXT_PREFIX.length()))
        .distinct()
        .toList();
  }

  /** None of several: the web must not decide what DNS left open. */
  private static Optional<Did> only(List<String> claims) {
    return claims.size() == 1 ? parse(claims.getFirst()) : Optional.empty();
  }

  private Optional<Did> findByHttps(Handle handle) {
    try {
      var url = URI.create("https://" + handle + "/.well-known/atproto-did");
      var response = https.apply(url, new Limits(timeout, MAX_BODY_BYTES, MAX_REDIRECTS));
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

  /** Some name servers hand out the quotes of the zone file. */
  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
