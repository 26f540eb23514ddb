package dev.tempest.sync;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all connections together have been given to write and have not written. When there
 * are many, each connection gets a smaller share, so that a crowd of stalled readers costs little.
 */
final class SendBudget {
  private static final int SHARE = 256 * 1024;
  private static final int SMALL_SHARE = 16 * 1024;

  private final long plenty;
  private final AtomicLong used = new AtomicLong();

  /** Shares are full up to {@code plenty} bytes in total. */
  SendBudget(long plenty) {
    this.plenty = plenty;
  }

  /** What one connection may have unwritten, in bytes. */
  int share() {
    return used.get() < plenty ? SHARE : SMALL_SHARE;
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }
}
