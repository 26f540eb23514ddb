package dev.tempest.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** One meter, whoever looks at the credential. */
public final class AuthFailures {
  private AuthFailures() {}

  /** Those of one kind of credential. */
  public static Counter of(MeterRegistry registry, String credential) {
    return Counter.builder("tempest.auth.failures")
        .description("Credentials that were missing, wrong, expired or not enough")
        .tag("credential", credential)
        .register(registry);
  }
}
