package dev.tempest.account;

import dev.tempest.fault.Refusal;
import dev.tempest.metrics.AuthFailures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Logins that failed. */
@Startup
@Singleton
final class LoginMetrics {
  private final Counter failures;

  LoginMetrics(MeterRegistry registry) {
    failures = AuthFailures.of(registry, "password");
  }

  <T> T measure(Supplier<T> login) {
    try {
      return login.get();
    } catch (Refusal.Unauthenticated wrong) {
      failures.increment();
      throw wrong;
    }
  }
}
