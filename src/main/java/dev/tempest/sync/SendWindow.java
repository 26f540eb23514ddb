package dev.tempest.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one connection has been given to write and has not written. Bounds it, and tells for how
 * long nothing has moved. A single frame may be larger than the window: then it travels alone.
 */
final class SendWindow {
  /** Small frames cost more than their bytes. */
  static final int MOST_FRAMES = 512;

  private final SendBudget budget;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final ArrayDeque<Burst> inFlight = new ArrayDeque<>();
  private long bytes;
  private int frames;
  private long movedAtNanos = System.nanoTime();
  private boolean closed;

  private record Burst(int frames, long bytes) {}

  SendWindow(SendBudget budget) {
    this.budget = budget;
    budget.join();
  }

  /** False when {@code atMost} passes and there is still no room. */
  boolean awaitRoom(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (frames > 0 && (frames >= MOST_FRAMES || bytes >= budget.share())) {
        if (nanos <= 0) {
          return false;
        }
        nanos = moved.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Notes what is about to be written. */
  void add(int newFrames, long newBytes) {
    lock.lock();
    try {
      if (inFlight.isEmpty()) {
        movedAtNanos = System.nanoTime();
      }
      inFlight.addLast(new Burst(newFrames, newBytes));
      frames += newFrames;
      bytes += newBytes;
      budget.take(newBytes);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that what was added first has been written. */
  void written() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Burst oldest = inFlight.removeFirst();
      frames -= oldest.frames();
      bytes -= oldest.bytes();
      budget.giveBack(oldest.bytes());
      movedAtNanos = System.nanoTime();
      moved.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether something waits to be written and nothing has been for {@code timeout}. */
  boolean isStalledFor(Duration timeout) {
    lock.lock();
    try {
      return frames > 0 && System.nanoTime() - movedAtNanos >= timeout.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what will never be written now. */
  void close() {
    lock.lock();
    try {
      closed = true;
      budget.leave();
      budget.giveBack(bytes);
      bytes = 0;
      frames = 0;
      inFlight.clear();
    } finally {
      lock.unlock();
    }
  }
}
