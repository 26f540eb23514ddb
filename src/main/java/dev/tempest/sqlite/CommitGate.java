package dev.tempest.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Where every COMMIT on the volume passes, and every file that comes or goes, so that a {@link Cut}
 * can be made between them. Commits pass side by side; a cut waits until none is under way, and
 * those that come meanwhile wait for it. Thread safe.
 */
public final class CommitGate {
  /**
   * How long an attempt at a cut may hold commits up. One is made as long as commits are longer.
   */
  private static final Duration ATTEMPT = Duration.ofMillis(20);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SHORTEST_PAUSE_MILLIS = 10;
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicBoolean taken = new AtomicBoolean();
  private final LongAccumulator longestWait = new LongAccumulator(Math::max, 0);
  private volatile @Nullable Cut open; // set in the instant of the cut, under the lock

  /** What passes the gate. */
  @FunctionalInterface
  interface Change<E extends Exception> {
    void make() throws E;
  }

  /** Makes a change to {@code file}, which an open cut keeps as it was. */
  <E extends Exception> void pass(Path file, Change<E> change) throws E {
    enter();
    try {
      Cut cut = open;
      if (cut != null) {
        cut.beforeChange(file);
      }
      change.make();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Makes {@code file} come to be, of which an open cut knows nothing. */
  <E extends Exception> void passNew(Path file, Change<E> change) throws E {
    enter();
    try {
      Cut cut = open;
      if (cut != null) {
        cut.beforeCreation(file);
      }
      change.make();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void enter() {
    boolean heldUp = lock.isWriteLocked() || lock.hasQueuedThreads();
    long asked = System.nanoTime();
    lock.readLock().lock();
    if (heldUp) {
      longestWait.accumulate(System.nanoTime() - asked);
    }
  }

  /**
   * Makes a cut through everything: the databases {@code shared} by all accounts, and the repo
   * files in {@code repos}. One at a time. Fails when commits leave it no moment for a minute.
   */
  public Cut cut(List<Path> shared, Path repos) {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("a cut is open already");
    }
    longestWait.reset();
    var cut = new Cut(this, repos);
    boolean made = false;
    try {
      for (Path file : shared) {
        cut.prepare(file);
      }
      makeBetweenCommits(cut);
      cut.listRepos();
      made = true;
      return cut;
    } catch (SQLException e) {
      throw new StorageException("cannot make a cut: " + e.getMessage(), e);
    } finally {
      if (!made) {
        cut.close();
      }
    }
  }

  private void makeBetweenCommits(Cut cut) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int pause = SHORTEST_PAUSE_MILLIS;
    try {
      while (!tryMake(cut)) {
        if (System.nanoTime() > deadline) {
          throw new SQLException(
              "for %d s there was no moment within %d ms without a commit; try when there is less to do"
                  .formatted(PATIENCE.toSeconds(), ATTEMPT.toMillis()));
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause) + 1L);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  private boolean tryMake(Cut cut) throws InterruptedException, SQLException {
    if (!lock.writeLock().tryLock(ATTEMPT.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      cut.pinShared();
      open = cut;
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Commits go on as if there had been no cut. */
  void release() {
    open = null;
    taken.set(false);
  }

  /** The longest that a commit waited here since the last cut was begun. */
  Duration longestWait() {
    return Duration.ofNanos(longestWait.get());
  }
}
