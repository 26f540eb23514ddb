package dev.tempest.proxy;

import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Requests that were handed on, up to the first bytes of their answer. */
@Startup
@Singleton
final class ProxyMetrics {
  private static final String APPVIEW = "appview";

  private record Call(String service, String outcome) {}

  private final Family<Call, Latency> calls;

  ProxyMetrics(MeterRegistry registry) {
    calls =
        new Family<>(
            call ->
                new Latency(
                    registry,
                    "tempest.proxy",
                    "Requests handed on to other services, up to the first bytes of the answer",
                    "service",
                    call.service(),
                    "outcome",
                    call.outcome()));
    calls.of(new Call(APPVIEW, "ok")); // so that there is a zero to count from
  }

  void took(Service to, String outcome, long nanos) {
    calls.of(new Call(kind(to), outcome)).add(nanos);
  }

  /** Those of strangers are one: a request may name any. */
  private static String kind(Service to) {
    if (!to.configured()) {
      return "named";
    }
    return to.fragment().equals(Services.APPVIEW) ? APPVIEW : "moderation";
  }
}
