package dev.tempest.atproto.syntax;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives ids that only ever grow, also when the clock stands still or is set back. What it cannot
 * remember across a restart, the last revision of a repository, the caller passes in. Thread-safe.
 */
public final class TidClock {
  private final InstantSource clock;
  private final int clockId;
  private final AtomicLong lastMicros = new AtomicLong();

  /**
   * A clock of its own.
   *
   * @param clockId 0 to 1023; tells the ids of several clocks apart
   */
  public TidClock(InstantSource clock, int clockId) {
    Tid.of(0, clockId); // refuses ids out of range here, not at the first write
    this.clock = clock;
    this.clockId = clockId;
  }

  /**
   * Greater than all it gave before, and than {@code after}. One {@code after} in the future takes
   * the clock along for all its callers, so revisions of strangers must be checked first.
   *
   * @throws IllegalArgumentException when {@code after} is the last moment that an id can tell
   */
  public Tid next(@Nullable Tid after) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long earliest = Math.max(now, after == null ? 0 : after.micros() + 1);
    Tid.of(earliest, clockId); // refuses what is out of range before the clock has moved
    long micros = lastMicros.updateAndGet(last -> Math.max(earliest, last + 1));
    return Tid.of(micros, clockId);
  }
}
