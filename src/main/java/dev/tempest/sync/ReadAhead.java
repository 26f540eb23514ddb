package dev.tempest.sync;

import dev.tempest.sequencer.SequencedFrame;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through the log: while a page is sent, the next is read from disk. Not
 * thread safe.
 */
final class ReadAhead {
  private static final int PAGE_FRAMES = 1_000;

  private final LogReader log;

  /** The page after {@code aheadOf}. */
  private @Nullable Future<List<SequencedFrame>> ahead;

  private long aheadOf;

  ReadAhead(LogReader log) {
    this.log = log;
  }

  /** The frames after {@code cursor}, as many as a page holds; empty at the end. */
  List<SequencedFrame> after(long cursor) throws InterruptedException {
    var page = ahead != null && aheadOf == cursor ? ahead : log.after(cursor, PAGE_FRAMES);
    ahead = null;
    var frames = LogReader.await(page);
    if (!frames.isEmpty()) {
      aheadOf = frames.getLast().seq();
      ahead = log.isOnDisk(aheadOf) ? log.after(aheadOf, PAGE_FRAMES) : null;
    }
    return frames;
  }

  /** Keeps nothing in memory for a connection that takes nothing. */
  void forget() {
    ahead = null;
  }
}
