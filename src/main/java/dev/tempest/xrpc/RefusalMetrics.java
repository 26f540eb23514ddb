package dev.tempest.xrpc;

import dev.tempest.fault.Refusal;
import dev.tempest.limit.Limit;
import dev.tempest.limit.LimitTable;
import dev.tempest.metrics.AuthFailures;
import dev.tempest.metrics.Family;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Requests that came too often, or with the wrong credentials. */
@Singleton
final class RefusalMetrics {
  private final Family<String, Counter> limits;
  private final Counter operators;
  private final Counter sessions;

  RefusalMetrics(MeterRegistry registry) {
    limits =
        new Family<>(
            limit ->
                Counter.builder("tempest.rate.limit.refusals")
                    .description("Requests refused because they came too often")
                    .tag("limit", limit)
                    .register(registry));
    limits.of(LimitTable.EVERYTHING.name());
    operators = AuthFailures.of(registry, "admin");
    sessions = AuthFailures.of(registry, "token");
  }

  void tooOften(Limit limit) {
    limits.of(limit.name()).increment();
  }

  /** Not when it was too often, or this server has no operator's token to compare with. */
  void unauthenticated(Refusal refusal, boolean operator) {
    switch (refusal) {
      case Refusal.TooMany _, Refusal.Unavailable _ -> {}
      default -> (operator ? operators : sessions).increment();
    }
  }
}
