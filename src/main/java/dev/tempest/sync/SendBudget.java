package dev.tempest.sync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections share: the bytes that were given to the network and have not left, and the
 * processors. When there are many, each gets a smaller share, so that a crowd of stalled readers
 * costs little memory, and a crowd of quick ones does not slow down the writers that they follow.
 */
final class SendBudget {
  private static final int SHARE = 256 * 1024;
  private static final int SMALL_SHARE = 16 * 1024;

  /**
   * Sending to one connection takes a processor some ten microseconds, mostly the system's, for one
   * event as for five. This much between two rounds leaves four fifths of a processor to others.
   */
  private static final long PAUSE_NANOS_PER_CONNECTION = 50_000;

  /** An event that comes after a quiet time waits for none of this, others for half of it. */
  private static final long LONGEST_PAUSE_NANOS = 25_000_000;

  private final long plenty;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();

  /** Shares are full up to {@code plenty} bytes in total. */
  SendBudget(long plenty) {
    this.plenty = plenty;
  }

  void join() {
    connections.incrementAndGet();
  }

  void leave() {
    connections.decrementAndGet();
  }

  /** What one connection may have unwritten, in bytes. */
  int share() {
    return bytes.get() < plenty ? SHARE : SMALL_SHARE;
  }

  /** How long a connection at the end of the log lets events gather before it sends again. */
  Duration pause() {
    return Duration.ofNanos(
        Math.min(LONGEST_PAUSE_NANOS, connections.get() * PAUSE_NANOS_PER_CONNECTION));
  }

  void take(long more) {
    bytes.addAndGet(more);
  }

  void giveBack(long less) {
    bytes.addAndGet(-less);
  }
}
