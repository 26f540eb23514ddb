package dev.tempest.sequencer;

import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.SequencerDatabase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The server's one {@link Sequencer} and the outboxes before it. */
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

  @Produces
  @Singleton
  static AccountOutbox accountOutbox(AccountDatabase accounts, Sequencer sequencer, TidClock tids) {
    return new AccountOutbox(accounts.database(), sequencer, tids);
  }
}
