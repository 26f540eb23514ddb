package dev.tempest.account;

import dev.tempest.auth.AccountStatus;
import dev.tempest.config.ServerConfig;
import dev.tempest.metrics.Seldom;
import dev.tempest.sqlite.AccountDatabase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How many accounts there are. */
@Singleton
final class AccountMetrics {
  /** Counting reads a row per account. */
  private static final Duration COUNT_AT_MOST_EVERY = Duration.ofMinutes(1);

  private AccountMetrics() {}

  /** Asking late: a command must not open the database. */
  static void start(
      @Observes StartupEvent event,
      ServerConfig server,
      MeterRegistry registry,
      Instance<AccountDatabase> accounts) {
    if (!server.serving()) {
      return;
    }
    var counts =
        new Seldom<>(
            COUNT_AT_MOST_EVERY, () -> accounts.get().database().read(AccountCountTable::byStatus));
    for (AccountStatus status : AccountStatus.values()) {
      Gauge.builder("tempest.accounts", counts, found -> found.get().getOrDefault(status, 0L))
          .description("Accounts, counted every minute; deleted ones are tombstones")
          .tag("status", status.wire())
          .strongReference(true)
          .register(registry);
    }
  }
}
