package dev.tempest.sequencer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest frames in memory, shared by all subscribers, and the signal that there are more.
 * Bounded by bytes; who falls behind it reads the database.
 */
final class Tail {
  private final long mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final ArrayDeque<SequencedFrame> frames = new ArrayDeque<>(); // in order, as in the log
  private long bytes;
  private long start; // every event beyond this one is in frames
  private long last;

  Tail(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Begins after {@code seq}, with nothing in memory. */
  void reset(long seq) {
    lock.lock();
    try {
      frames.clear();
      bytes = 0;
      start = seq;
      last = seq;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void append(List<SequencedFrame> more) {
    lock.lock();
    try {
      for (var frame : more) {
        frames.addLast(frame);
        bytes += frame.frame().length();
        last = frame.seq();
      }
      while (bytes > mostBytes && frames.size() > 1) {
        var oldest = frames.removeFirst();
        bytes -= oldest.frame().length();
        start = oldest.seq();
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops events that the log has no more. */
  void forget(Set<Long> seqs) {
    lock.lock();
    try {
      for (var frames = this.frames.iterator(); frames.hasNext(); ) {
        var frame = frames.next();
        if (seqs.contains(frame.seq())) {
          frames.remove();
          bytes -= frame.frame().length();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** At most {@code most} frames after {@code cursor}, or null when they are not all here. */
  @Nullable List<SequencedFrame> after(long cursor, int most) {
    lock.lock();
    try {
      if (cursor < start) {
        return null;
      }
      if (cursor >= last) {
        return List.of();
      }
      var page = new ArrayList<SequencedFrame>();
      // newest first, for subscribers are mostly at the end
      var newestFirst = frames.descendingIterator();
      while (newestFirst.hasNext()) {
        var frame = newestFirst.next();
        if (frame.seq() <= cursor) {
          break;
        }
        page.add(frame);
      }
      var inOrder = page.reversed();
      return List.copyOf(inOrder.subList(0, Math.min(most, inOrder.size())));
    } finally {
      lock.unlock();
    }
  }

  /** False when {@code timeout} passes without an event after {@code cursor}. */
  boolean awaitBeyond(long cursor, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (last <= cursor) {
        if (nanos <= 0) {
          return false;
        }
        nanos = grown.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
