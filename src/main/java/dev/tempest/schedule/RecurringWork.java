package dev.tempest.schedule;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Work that a schedule begins again and again, one at a time, and that ends before the server's
 * files close.
 */
public final class RecurringWork {
  /** Before the files close: the priority of the observer that calls {@link #stop}. */
  public static final int STOP_PRIORITY = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Semaphore idle = new Semaphore(1);
  private volatile boolean stopped;

  /** Long work asks between its steps, and ends. */
  public boolean isStopped() {
    return stopped;
  }

  /** Does {@code work}, unless the server stops. False when it is under way already. */
  public boolean run(Runnable work) {
    if (!idle.tryAcquire()) {
      return false;
    }
    try {
      if (!stopped) {
        work.run();
      }
      return true;
    } finally {
      idle.release();
    }
  }

  /** Lets no more begin; what is under way ends at its next step. */
  public void endSoon() {
    stopped = true;
  }

  /** Lets no more begin, and waits a while for what is under way. */
  public void stop() throws InterruptedException {
    stopped = true;
    if (idle.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      idle.release();
    }
  }
}
