package dev.tempest.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Letters that the mail server took, and those that it did not. */
@Startup
@Singleton
final class MailMetrics {
  private final Counter sent;
  private final Counter failed;

  MailMetrics(MeterRegistry registry) {
    sent = emails(registry, "sent");
    failed = emails(registry, "failed");
  }

  private static Counter emails(MeterRegistry registry, String outcome) {
    return Counter.builder("tempest.emails")
        .description("E-mails handed to the mail server")
        .tag("outcome", outcome)
        .register(registry);
  }

  void sent() {
    sent.increment();
  }

  void failed() {
    failed.increment();
  }
}
