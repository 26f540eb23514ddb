package dev.tempest.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Where the event log goes on after a restore: beyond anything that the lost server can have told,
 * at ten thousand events a second since the backup, and beyond what relays say they have seen.
 */
record SequenceJump(long last, Instant backup, OptionalLong seen) {
  private static final long LEAST = 1_000_000;
  private static final long MOST_PER_SECOND = 10_000;

  long to(Instant now) {
    long seconds = Math.max(0, Duration.between(backup, now).toSeconds());
    long beyond = last + Math.max(LEAST, Math.multiplyExact(seconds, MOST_PER_SECOND));
    return Math.max(beyond, seen.isPresent() ? seen.getAsLong() + LEAST : 0);
  }
}
