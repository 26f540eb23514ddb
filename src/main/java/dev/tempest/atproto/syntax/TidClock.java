package dev.tempest.atproto.syntax;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Gives TIDs that never repeat or go back, whatever the system clock does. Across restarts that
 * holds for whoever passes the newest TID it has stored. Thread safe.
 */
public final class TidClock {
  private final InstantSource clock;
  private final int clockId;
  private final AtomicLong lastMicros = new AtomicLong();

  /** {@code clockId} is 0 to 1023 and tells clocks apart that run at the same time. */
  public TidClock(InstantSource clock, int clockId) {
    this.clock = clock;
    this.clockId = clockId;
  }

  /** The next TID; greater than all before, and than {@code after}. */
  public Tid next(@Nullable Tid after) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long floor = after == null ? 0 : after.micros() + 1;
    long micros = lastMicros.updateAndGet(last -> Math.max(Math.max(now, floor), last + 1));
    return Tid.of(micros, clockId);
  }
}
