package dev.tempest.sequencer;

import dev.tempest.sqlite.SequencerDatabase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The server's one {@link Sequencer} and its {@link Outbox}. */
final class SequencerProducer {
  private SequencerProducer() {}

  @Produces
  @Singleton
  static Sequencer sequencer(SequencerDatabase log, InstantSource clock, SequencerConfig config) {
    return new Sequencer(log.database(), clock, config.retention());
  }

  @Produces
  @Singleton
  static Outbox outbox(Sequencer sequencer) {
    return new Outbox(sequencer);
  }
}
