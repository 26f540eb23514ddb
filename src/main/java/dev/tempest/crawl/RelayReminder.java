package dev.tempest.crawl;

import dev.tempest.sequencer.Sequencer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells one relay of news: at start, then after events, but not again before {@code pause} has
 * passed. A relay that does not accept is told again, at growing intervals. Runs until interrupted.
 */
final class RelayReminder implements Runnable {
  /** How long a call to hurry may go unheard while there is no news. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final long EVERYTHING = -1;

  /** How often. */
  record Pauses(Duration afterSuccess, Duration afterFailure) {}

  /** Asks; says whether the relay accepted. */
  @FunctionalInterface
  interface Call {
    boolean requestCrawl();
  }

  private final Sequencer log;
  private final Call call;
  private final Pauses pauses;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private boolean urgent; // guarded by lock

  RelayReminder(Sequencer log, Call call, Pauses pauses) {
    this.log = log;
    this.call = call;
    this.pauses = pauses;
  }

  /** Tells the relay now, whenever it was told last. */
  void hurry() {
    lock.lock();
    try {
      urgent = true;
      asked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    long told = EVERYTHING;
    Duration failurePause = pauses.afterFailure();
    try {
      while (!Thread.interrupted()) {
        boolean news = log.awaitBeyond(told, LOOK);
        if (!takeUrgent() && !news) {
          continue;
        }
        long newest = log.lastSeq();
        if (call.requestCrawl()) {
          told = newest;
          failurePause = pauses.afterFailure();
          pause(pauses.afterSuccess());
        } else {
          told = EVERYTHING;
          pause(failurePause);
          failurePause = shorter(failurePause.multipliedBy(2), pauses.afterSuccess());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean takeUrgent() {
    lock.lock();
    try {
      boolean was = urgent;
      urgent = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lockInterruptibly();
    try {
      while (!urgent && nanos > 0) {
        nanos = asked.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
