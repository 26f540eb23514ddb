package dev.tempest.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.config.ServerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Backups in numbers for monitoring: not a number as long as there is none. */
@Singleton
class BackupMetrics {
  private final ServerConfig server;
  private final MeterRegistry registry;
  private final Instance<BackupReport> report;

  /** The report is got late: getting it claims the volume, which a command must not. */
  BackupMetrics(ServerConfig server, MeterRegistry registry, Instance<BackupReport> report) {
    this.server = server;
    this.registry = registry;
    this.report = report;
  }

  void start(@Observes StartupEvent event) {
    if (server.serving()) {
      register(report.get());
    }
  }

  private void register(BackupReport backups) {
    gauge(
        backups, "tempest.backup.age.seconds", "Age of the newest good backup", BackupMetrics::age);
    gauge(
        backups,
        "tempest.backup.last.succeeded",
        "1 when the last backup succeeded, 0 when not",
        BackupMetrics::succeeded);
    gauge(
        backups,
        "tempest.backup.duration.seconds",
        "How long the newest good backup took",
        state -> number(state, "/seconds"));
    gauge(
        backups,
        "tempest.backup.bytes",
        "Size of the newest good backup",
        state -> number(state, "/bytes"));
    gauge(
        backups,
        "tempest.backup.pause.seconds",
        "The longest that its cut held a write up",
        state -> number(state, "/pauseMillis/atGate") / 1e3);
    gauge(
        backups,
        "tempest.drill.last.succeeded",
        "1 when the last drill was passed, 0 when not",
        BackupMetrics::drill);
  }

  private static double drill(BackupReport.State state) {
    return succeeded(state.lastDrill());
  }

  private void gauge(
      BackupReport backups,
      String name,
      String description,
      ToDoubleFunction<BackupReport.State> value) {
    Gauge.builder(name, backups, report -> value.applyAsDouble(report.look()))
        .description(description)
        .register(registry);
  }

  private static double age(BackupReport.State state) {
    Long age = state.lastGoodAgeSeconds();
    return age == null ? Double.NaN : age;
  }

  private static double succeeded(BackupReport.State state) {
    return succeeded(state.last());
  }

  private static double succeeded(BackupReport.@Nullable Run last) {
    return last == null ? Double.NaN : last.outcome().equals("succeeded") ? 1 : 0;
  }

  private static double number(BackupReport.State state, String pointer) {
    BackupReport.@Nullable Run good = state.lastGood();
    JsonNode detail = good == null ? null : good.detail();
    return detail == null ? Double.NaN : detail.at(pointer).asDouble(Double.NaN);
  }
}
