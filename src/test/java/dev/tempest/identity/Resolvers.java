package dev.tempest.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.identity.OutboundHttp.Limits;
import dev.tempest.identity.OutboundHttp.Response;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;

/** Resolvers with the settings that are the default. */
final class Resolvers {
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  static final DidResolver.Patience PATIENCE =
      new DidResolver.Patience(
          new StaleCache.Ages(Duration.ofHours(1), Duration.ofHours(24)), TIMEOUT);

  private Resolvers() {}

  static DidResolver dids(PlcDirectory directory, HostedDocuments hosted, OutboundHttp http) {
    return new DidResolver(directory, hosted, http, PATIENCE, Ticker.systemTicker(), Runnable::run);
  }

  static HandleResolver handles(TxtLookup dns, BiFunction<URI, Limits, Response> https) {
    return new HandleResolver(dns, https, TIMEOUT, Ticker.systemTicker(), Runnable::run);
  }
}
