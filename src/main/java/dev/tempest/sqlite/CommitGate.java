package dev.tempest.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where every COMMIT on the volume passes, and every file that comes or goes, so that a {@link Cut}
 * can be made between them. Thread safe.
 *
 * <p>Commits pass side by side. While a cut is wanted, those that come wait, and the last of those
 * that are passing makes it: nobody has to be woken up for that. Whoever has waited for the time of
 * an attempt calls it off and passes.
 */
public final class CommitGate {
  /** How long the first attempt at a cut may hold commits up; each may as much longer. */
  private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(5);

  private static final Duration LONGEST_ATTEMPT = Duration.ofMillis(25);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SHORTEST_PAUSE_MILLIS = 10;
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final AtomicBoolean taken = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition decided = lock.newCondition();
  private int passing; // guarded by lock
  private long deadline; // of the attempt, guarded by lock
  private long longestWaitNanos; // guarded by lock
  private @Nullable SQLException failure; // of the attempt, guarded by lock
  private volatile @Nullable Cut wanted; // written under lock
  private volatile @Nullable Cut open;

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
      leave();
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
      leave();
    }
  }

  private void enter() {
    boolean heldUp = wanted != null;
    long asked = System.nanoTime();
    lock.lock();
    try {
      heldUp |= wanted != null;
      awaitDecision();
      if (heldUp) {
        longestWaitNanos = Math.max(longestWaitNanos, System.nanoTime() - asked);
      }
      passing++;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      passing--;
      makeIfPossible();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the cut is made, or calls it off. */
  private void awaitDecision() {
    while (wanted != null) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        decide();
        return;
      }
      try {
        decided.awaitNanos(left);
      } catch (InterruptedException e) {
        decide(); // a commit must not fail for this
        Thread.currentThread().interrupt();
      }
    }
  }

  private void makeIfPossible() {
    Cut cut = wanted;
    if (cut != null && passing == 0) {
      try {
        if (cut.pinShared()) {
          open = cut;
        }
      } catch (SQLException e) {
        failure = e;
      }
      decide();
    }
  }

  private void decide() {
    wanted = null;
    decided.signalAll();
  }

  /**
   * Makes a cut through everything: the databases {@code shared} by all accounts, and the repo
   * files in {@code repos}. One at a time. Fails when commits leave it no moment for a minute.
   */
  public Cut cut(List<Path> shared, Path repos) {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("a cut is open already");
    }
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
    resetLongestWait();
    long patience = System.nanoTime() + PATIENCE.toNanos();
    int pause = SHORTEST_PAUSE_MILLIS;
    Duration attempt = SHORTEST_ATTEMPT;
    try {
      while (!tryMake(cut, attempt)) {
        if (System.nanoTime() > patience) {
          throw new SQLException(
              "for %d s each attempt met a commit of more than %d ms or a busy database; try when there is less to do"
                  .formatted(PATIENCE.toSeconds(), LONGEST_ATTEMPT.toMillis()));
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause) + 1L);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        attempt = attempt.compareTo(LONGEST_ATTEMPT) < 0 ? attempt.plus(SHORTEST_ATTEMPT) : attempt;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  private boolean tryMake(Cut cut, Duration attempt) throws SQLException {
    lock.lock();
    try {
      failure = null;
      deadline = System.nanoTime() + attempt.toNanos();
      wanted = cut;
      makeIfPossible();
      awaitDecision();
      SQLException failed = failure;
      if (failed != null) {
        throw failed;
      }
      return open == cut;
    } finally {
      lock.unlock();
    }
  }

  /** Commits go on as if there had been no cut. */
  void release() {
    open = null;
    taken.set(false);
  }

  private void resetLongestWait() {
    lock.lock();
    try {
      longestWaitNanos = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The longest that a commit waited here since the last cut was begun. */
  Duration longestWait() {
    lock.lock();
    try {
      return Duration.ofNanos(longestWaitNanos);
    } finally {
      lock.unlock();
    }
  }
}
