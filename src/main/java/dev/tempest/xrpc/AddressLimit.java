package dev.tempest.xrpc;

import dev.tempest.limit.LimitConfig;
import dev.tempest.limit.LimitTable;
import dev.tempest.limit.TrustedProxies;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Counts each request against its sender's address before anything else is done for it. */
@Singleton
final class AddressLimit {
  /** Behind the headers for browsers, which must be able to read the refusal. */
  private static final int PRIORITY = 900;

  private static final String XRPC = "/xrpc/";

  /** Asked by whatever keeps the server running. */
  private static final String HEALTH = "/xrpc/_health";

  private static final String BYPASS_HEADER = "x-ratelimit-bypass";

  private final LimitConfig config;
  private final TrustedProxies proxies;
  private final RequestLimits limits;
  private final byte @Nullable [] bypassKey;

  AddressLimit(LimitConfig config, TrustedProxies proxies, RequestLimits limits) {
    this.config = config;
    this.proxies = proxies;
    this.limits = limits;
    this.bypassKey =
        config.rateLimitBypassKey().map(key -> key.getBytes(StandardCharsets.UTF_8)).orElse(null);
  }

  void register(@Observes Filters filters) {
    if (config.rateLimitsEnabled()) {
      filters.register(this::count, PRIORITY);
    }
  }

  private void count(RoutingContext context) {
    var request = context.request();
    String path = request.path();
    if (HEALTH.equals(path) || hasBypassKey(request)) {
      context.next();
      return;
    }
    var client =
        proxies.clientOf(
            request.remoteAddress().hostAddress(),
            request.headers().getAll("X-Forwarded-For"),
            request.getHeader("X-Real-IP"));
    if (proxies.bypasses(client)) {
      context.next();
      return;
    }
    String nsid = path != null && path.startsWith(XRPC) ? path.substring(XRPC.length()) : "";
    if (limits.takeFirst(context, client, LimitTable.first(nsid))) {
      context.next();
    } else {
      ErrorBody.of(429, "Rate Limit Exceeded").answer(context, 429);
    }
  }

  private boolean hasBypassKey(HttpServerRequest request) {
    String shown = bypassKey == null ? null : request.getHeader(BYPASS_HEADER);
    return shown != null
        && MessageDigest.isEqual(bypassKey, shown.getBytes(StandardCharsets.UTF_8));
  }
}
