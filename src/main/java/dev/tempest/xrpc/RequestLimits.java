package dev.tempest.xrpc;

import dev.tempest.fault.Refusal;
import dev.tempest.limit.Limit;
import dev.tempest.limit.LimitTable;
import dev.tempest.limit.RateLimits;
import dev.tempest.limit.Standing;
import dev.tempest.limit.TrustedProxies;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each request takes from the buckets, shown in its answer's headers. */
@Singleton
final class RequestLimits {
  private static final String TALLY = "tempest.limits";

  private final RateLimits limits;
  private final CurrentVertxRequest current;
  private final RefusalMetrics metrics;

  RequestLimits(RateLimits limits, CurrentVertxRequest current, RefusalMetrics metrics) {
    this.limits = limits;
    this.current = current;
    this.metrics = metrics;
  }

  /** One request that is limited. */
  private static final class Tally {
    private final InetAddress address;
    private final MultiMap headers;
    private @Nullable Standing shown;

    Tally(InetAddress address, MultiMap headers) {
      this.address = address;
      this.headers = headers;
    }

    /** The headers are those of the tightest limit that the request met. */
    boolean note(Standing standing) {
      if (shown == null || standing.isTighterThan(shown)) {
        shown = standing;
        headers.set("RateLimit-Limit", Integer.toString(standing.limit().points()));
        headers.set("RateLimit-Remaining", Long.toString(standing.remaining()));
        headers.set("RateLimit-Reset", Long.toString(standing.resetAt()));
        headers.set("RateLimit-Policy", standing.limit().policy());
      }
      if (!standing.granted()) {
        headers.set("Retry-After", Long.toString(standing.retryAfter()));
      }
      return standing.granted();
    }
  }

  /**
   * Takes a point for the client's address; false when none is left. Requests that this is not
   * called for are not limited at all.
   */
  boolean takeFirst(RoutingContext request, InetAddress client, Limit limit) {
    var tally = new Tally(TrustedProxies.bucketOf(client), request.response().headers());
    request.put(TALLY, tally);
    return taken(tally, limit, tally.address, 1);
  }

  private boolean taken(Tally tally, Limit limit, Object key, int points) {
    boolean granted = tally.note(limits.take(limit, key, points));
    if (!granted) {
      metrics.tooOften(limit);
    }
    return granted;
  }

  /** Takes what {@code rule} says; {@code whose} is the account or identifier, if it names one. */
  void take(LimitTable.Rule rule, int points, @Nullable String whose) {
    tally().ifPresent(tally -> takeAll(tally, rule.limits(), key(rule, tally, whose), points));
  }

  private static Object key(LimitTable.Rule rule, Tally tally, @Nullable String whose) {
    if (whose == null) {
      return tally.address;
    }
    return switch (rule.key()) {
      case ADDRESS -> tally.address;
      case ACCOUNT -> whose;
      case IDENTIFIER_AND_ADDRESS ->
          new Named(whose.strip().toLowerCase(Locale.ROOT), tally.address);
    };
  }

  private record Named(String identifier, InetAddress address) {}

  /** Counts a wrong token of the operator against its sender. */
  void takeWrongAdminToken() {
    tally().ifPresent(tally -> takeAll(tally, LimitTable.WRONG_ADMIN_TOKENS, tally.address, 1));
  }

  /** Before a token is looked at: who has guessed too often does not learn of a right guess. */
  void requireAdminTokensLeft() {
    boolean exhausted =
        tally().stream()
            .anyMatch(
                tally ->
                    LimitTable.WRONG_ADMIN_TOKENS.stream()
                        .anyMatch(limit -> limits.isExhausted(limit, tally.address)));
    if (exhausted) {
      takeWrongAdminToken();
    }
  }

  private Optional<Tally> tally() {
    return Optional.ofNullable(current.getCurrent())
        .map(request -> request.get(TALLY) instanceof Tally tally ? tally : null);
  }

  private void takeAll(Tally tally, List<Limit> all, Object key, int points) {
    for (Limit limit : all) {
      if (!taken(tally, limit, key, points)) {
        throw new Refusal.TooMany("Rate Limit Exceeded");
      }
    }
  }
}
