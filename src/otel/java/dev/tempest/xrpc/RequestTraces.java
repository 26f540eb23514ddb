package dev.tempest.xrpc;

import dev.tempest.metrics.Traces;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request, and below it one for each part that was measured. Only in builds with
 * {@code -Dotel}. The names and labels are those of the meters and nothing else: the instruments of
 * the framework would send query strings, hosts that are handles, and messages of errors.
 */
@Singleton
final class RequestTraces {
  /** Before {@link RequestMetrics}. */
  private static final int PRIORITY = 10_001;

  private static final int SERVER_ERROR = 500;
  private static final Headers HEADERS = new Headers();

  /** The request's own span has this already. */
  private static final String WHOLE = "tempest.request.duration";

  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final boolean enabled;

  RequestTraces(
      OpenTelemetry telemetry,
      Tracer tracer,
      @ConfigProperty(name = "tempest.otel.enabled", defaultValue = "false") boolean enabled) {
    this.telemetry = telemetry;
    this.tracer = tracer;
    this.enabled = enabled;
  }

  void register(@Observes Filters filters) {
    if (enabled) {
      filters.register(this::trace, PRIORITY);
      Traces.to(this::part);
    }
  }

  void stop(@Observes ShutdownEvent stop) {
    Traces.to(null);
  }

  @SuppressWarnings("MustBeClosedChecker") // the request's own context ends with it
  private void trace(RoutingContext exchange) {
    var caller =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), exchange.request(), HEADERS);
    var span =
        tracer
            .spanBuilder("request")
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", exchange.request().method().name())
            .startSpan();
    var _ = caller.with(span).makeCurrent();
    exchange.addEndHandler(_ -> end(exchange, span));
    exchange.next();
  }

  private static void end(RoutingContext exchange, Span span) {
    int status = exchange.response().getStatusCode();
    span.updateName(RequestMetrics.name(exchange));
    span.setAttribute("http.response.status_code", status);
    if (status >= SERVER_ERROR) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** It is over when its meter hears of it: the span is drawn behind it. */
  private void part(String name, List<String> labels, long nanos) {
    if (name.equals(WHOLE) || !Span.current().getSpanContext().isValid()) {
      return;
    }
    var attributes = Attributes.builder();
    for (int i = 0; i < labels.size(); i += 2) {
      attributes.put(labels.get(i), labels.get(i + 1));
    }
    Instant now = Instant.now();
    long end = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    tracer
        .spanBuilder(name)
        .setAllAttributes(attributes.build())
        .setStartTimestamp(end - nanos, TimeUnit.NANOSECONDS)
        .startSpan()
        .end(end, TimeUnit.NANOSECONDS);
  }

  private record Headers() implements TextMapGetter<HttpServerRequest> {
    @Override
    public Iterable<String> keys(HttpServerRequest request) {
      return request.headers().names();
    }

    @Override
    public @Nullable String get(@Nullable HttpServerRequest request, String name) {
      return request == null ? null : request.getHeader(name);
    }
  }
}
