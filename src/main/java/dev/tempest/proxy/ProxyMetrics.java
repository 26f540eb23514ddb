package dev.tempest.proxy;

import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Requests that were handed on, up to the first bytes of their answer. */
@Singleton
final class ProxyMetrics {
  private record Call(String service, String outcome) {}

  private final Family<Call, Timer> calls;

  ProxyMetrics(MeterRegistry registry) {
    calls =
        new Family<>(
            call ->
                Latency.timer(
                    registry,
                    "tempest.proxy",
                    "Requests handed on to other services, up to the first bytes of the answer",
                    "service",
                    call.service(),
                    "outcome",
                    call.outcome()));
  }

  void took(Service to, String outcome, long nanos) {
    calls.of(new Call(kind(to), outcome)).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Those of strangers are one: a request may name any. */
  private static String kind(Service to) {
    if (!to.configured()) {
      return "named";
    }
    return to.fragment().equals(Services.APPVIEW) ? "appview" : "moderation";
  }
}
