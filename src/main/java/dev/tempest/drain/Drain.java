package dev.tempest.drain;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether requests are taken, and how many are being answered. */
@Singleton
public final class Drain {
  private final AtomicInteger open = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition answered = lock.newCondition();
  private volatile boolean draining;

  /**
   * Whether a request may begin; then {@link #leave} is to be called once, when it has its answer.
   */
  public boolean enter() {
    open.incrementAndGet(); // before the look, so that nobody slips in unseen
    if (draining) {
      leave();
      return false;
    }
    return true;
  }

  public void leave() {
    if (open.decrementAndGet() == 0 && draining) {
      lock.lock();
      try {
        answered.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  public boolean isDraining() {
    return draining;
  }

  /** From now on no request begins. */
  public void begin() {
    draining = true;
  }

  /** Waits until every request has its answer; returns how many have none after {@code atMost}. */
  public int awaitAnswers(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (open.get() > 0 && nanos > 0) {
        nanos = answered.awaitNanos(nanos);
      }
      return open.get();
    } finally {
      lock.unlock();
    }
  }
}
