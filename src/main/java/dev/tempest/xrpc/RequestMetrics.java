package dev.tempest.xrpc;

import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Every request of the public port, from its headers to the end of its answer, by the name of its
 * method. Clients choose paths, so whatever is not ours shares a few names. The framework's own
 * measuring is off: it would take refused paths for templates.
 */
@Singleton
final class RequestMetrics {
  /** Before everything else. */
  private static final int PRIORITY = 10_000;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final String MARK = "tempest.proxied";
  private static final String XRPC = "/xrpc/";
  private static final String PROXIED = "proxied";
  private static final String UNKNOWN = "unknown";

  /** Whatever is not below {@code /xrpc/}. */
  private static final String WEB = "web";

  private final LongAdder underWay = new LongAdder();
  private final Family<String, Method> methods;

  RequestMetrics(MeterRegistry registry) {
    methods = new Family<>(name -> new Method(registry, name));
    Gauge.builder("tempest.requests.active", underWay, LongAdder::sum)
        .description("Requests without a whole answer yet")
        .register(registry);
  }

  /** The meters of one method. */
  private static final class Method {
    private final Latency time;
    private final Family<Integer, Counter> answers; // by the first digit of the status

    Method(MeterRegistry registry, String name) {
      time =
          new Latency(
              registry,
              "tempest.request.duration",
              "Requests, from their headers to the end of their answers",
              "method",
              name);
      answers =
          new Family<>(
              digit ->
                  Counter.builder("tempest.requests")
                      .description("Requests that were answered")
                      .tags("method", name, "status", digit + "xx")
                      .register(registry));
    }

    void answered(int status, long nanos) {
      answers.of(status / 100).increment();
      time.add(nanos);
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::measure, PRIORITY);
  }

  private void measure(RoutingContext context) {
    long began = System.nanoTime();
    underWay.increment();
    context.addEndHandler(
        _ -> {
          underWay.decrement();
          int status = context.response().getStatusCode();
          if (status != SWITCHING_PROTOCOLS) { // the firehose counts its own
            methods.of(name(context)).answered(status, System.nanoTime() - began);
          }
        });
    context.next();
  }

  /** The method's label. */
  static String name(RoutingContext context) {
    @Nullable String path = context.request().path();
    if (path == null || !path.startsWith(XRPC)) {
      return WEB;
    }
    return Catalogue.find(path.substring(XRPC.length()))
        .map(Catalogue.Method::nsid)
        .orElseGet(() -> context.get(MARK) == null ? UNKNOWN : PROXIED);
  }

  /** For a request that will be handed on, or be refused to be. */
  static void markProxied(RoutingContext context) {
    context.put(MARK, true);
  }
}
