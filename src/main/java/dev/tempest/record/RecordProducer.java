package dev.tempest.record;

import dev.tempest.atproto.syntax.TidClock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The clock that revisions and record keys come from. */
final class RecordProducer {
  private static final int CLOCK_IDS = 1024;

  private RecordProducer() {}

  @Produces
  @Singleton
  static TidClock tidClock(InstantSource clock) {
    return new TidClock(clock, new SecureRandom().nextInt(CLOCK_IDS));
  }
}
