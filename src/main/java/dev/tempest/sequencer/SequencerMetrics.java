package dev.tempest.sequencer;

import dev.tempest.config.ServerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Where the log is, and how far behind the accounts. */
@Singleton
final class SequencerMetrics {
  private SequencerMetrics() {}

  /** Asking late: a command must not open the log. */
  static void start(
      @Observes StartupEvent event,
      ServerConfig server,
      MeterRegistry registry,
      Instance<Sequencer> sequencer) {
    if (server.serving()) {
      Gauge.builder("tempest.sequencer.seq", sequencer.get(), Sequencer::lastSeq)
          .description("The newest event's place in the log")
          .register(registry);
      Gauge.builder("tempest.outbox.pending", sequencer.get(), Sequencer::pending)
          .description("Events that wait for their place in the log")
          .register(registry);
    }
  }
}
