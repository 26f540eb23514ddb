package dev.tempest.xrpc;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.LogConfig;
import dev.tempest.limit.TrustedProxies;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id, which its answer and its log lines show. A trusted proxy's is kept, so
 * that its log and this one can be read side by side.
 */
@Singleton
final class RequestIds {
  private static final Logger LOG = Logger.getLogger("dev.tempest.request");

  /** Before everything that may answer or log. */
  private static final int PRIORITY = 1100;

  private static final String HEADER = "X-Request-Id";
  private static final String ID = "requestId";
  private static final String DID = "did";
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final int LONGEST_PATH = 200;

  private final boolean logging;
  private final TrustedProxies proxies;

  RequestIds(LogConfig config, TrustedProxies proxies) {
    this.logging = config.requests();
    this.proxies = proxies;
  }

  /** That of the request under way. */
  static String id() {
    return Objects.requireNonNullElseGet((String) MDC.get(ID), RequestIds::newId);
  }

  /** Shows in the lines that follow on whose behalf the request is. */
  static void caller(Did did) {
    MDC.put(DID, did.value());
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, PRIORITY);
  }

  private void begin(RoutingContext context) {
    var request = context.request();
    String given = request.getHeader(HEADER);
    String id = given == null ? newId() : believed(request, given);
    MDC.put(ID, id);
    context.response().putHeader(HEADER, id);
    if (logging) {
      long start = System.nanoTime();
      context.addEndHandler(_ -> log(context, start));
    }
    context.next();
  }

  private String believed(HttpServerRequest request, String given) {
    return WELL_FORMED.matcher(given).matches()
            && proxies.trusts(request.remoteAddress().hostAddress())
        ? given
        : newId();
  }

  /** To tell requests apart, not to be hard to guess. */
  private static String newId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** Nothing of the query or the headers: both hold secrets. */
  private void log(RoutingContext context, long start) {
    var request = context.request();
    LOG.infof(
        "event=request verb=%s path=%s status=%d millis=%d address=%s",
        request.method().name(),
        shortened(request.path()),
        context.response().getStatusCode(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        proxies
            .clientOf(
                request.remoteAddress().hostAddress(),
                request.headers().getAll("X-Forwarded-For"),
                request.getHeader("X-Real-IP"))
            .getHostAddress());
  }

  private static String shortened(@Nullable String path) {
    String text = path == null ? "" : path;
    return text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) + "…" : text;
  }
}
