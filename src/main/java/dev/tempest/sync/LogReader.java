package dev.tempest.sync;

import dev.tempest.sequencer.SequencedFrame;
import dev.tempest.sequencer.Sequencer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The event log as virtual threads may read it. SQLite would hold on to their carrier, of which
 * there are as few as processors: what is not in memory is read on threads of this class.
 */
final class LogReader implements AutoCloseable {
  private static final int THREADS = 2;

  /** So close to the end, events are in the log's tail in memory. */
  private static final int IN_MEMORY = 200;

  private final Sequencer log;
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().name("firehose-reader-", 0).daemon().factory());

  LogReader(Sequencer log) {
    this.log = log;
  }

  long lastSeq() {
    return log.lastSeq();
  }

  boolean awaitBeyond(long cursor, Duration timeout) throws InterruptedException {
    return log.awaitBeyond(cursor, timeout);
  }

  /** Whether what comes after {@code cursor} has to be read from disk. */
  boolean isOnDisk(long cursor) {
    return log.lastSeq() - cursor > IN_MEMORY;
  }

  /** At most {@code most} frames after {@code cursor}; see {@link #await}. */
  Future<List<SequencedFrame>> after(long cursor, int most) {
    return isOnDisk(cursor)
        ? readers.submit(() -> log.after(cursor, most))
        : CompletableFuture.completedFuture(log.after(cursor, most));
  }

  Optional<Long> oldestSeq() throws InterruptedException {
    return await(readers.submit(log::oldestSeq));
  }

  static <T> T await(Future<T> work) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the event log cannot be read", e.getCause());
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
