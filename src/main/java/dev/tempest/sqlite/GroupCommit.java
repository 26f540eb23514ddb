package dev.tempest.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets writes that wait for the same file share one transaction, and so one fsync. Every caller
 * queues its work and then takes the lock: the first to get it does what all have queued, the
 * others find theirs done.
 */
final class GroupCommit {
  /** Bounds the time a transaction holds the file, and what is lost when the disk is full. */
  private static final int MOST_PER_TRANSACTION = 64;

  private static final Logger LOG = Logger.getLogger(GroupCommit.class);

  private final Database database;
  private final StorageWatch watch;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final ConcurrentLinkedQueue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();

  GroupCommit(Database database, StorageWatch watch) {
    this.database = database;
    this.watch = watch;
  }

  <T extends @Nullable Object> T write(RepoWork<T> work) {
    var mine = new Waiting<>(work);
    queue.add(mine);
    long asked = System.nanoTime();
    lock.lock();
    try {
      watch.waited(System.nanoTime() - asked);
      while (!mine.done) {
        commitTogether(nextGroup());
      }
    } finally {
      lock.unlock();
    }
    return mine.outcome();
  }

  /** How many writes nobody has taken up yet. */
  int waiting() {
    return queue.size();
  }

  /** Runs {@code action} while nobody writes. */
  <T extends @Nullable Object> T exclusively(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private List<Waiting<?>> nextGroup() {
    var group = new ArrayList<Waiting<?>>();
    while (group.size() < MOST_PER_TRANSACTION) {
      var next = queue.poll();
      if (next == null) {
        break;
      }
      group.add(next);
    }
    return group;
  }

  private void commitTogether(List<Waiting<?>> group) {
    try {
      group.forEach(Waiting::prepare);
      long began = System.nanoTime();
      database.write(
          connection -> {
            if (group.size() == 1) {
              group.getFirst().applyAlone(connection);
            } else {
              for (Waiting<?> waiting : group) {
                waiting.apply(connection);
              }
            }
            return null;
          });
      watch.grouped(group.size(), System.nanoTime() - began);
      group.forEach(Waiting::runAfterCommit);
    } catch (RuntimeException | Error lostTransaction) {
      group.forEach(waiting -> waiting.fail(lostTransaction));
      if (lostTransaction instanceof Error error) {
        throw error;
      }
    } finally {
      group.forEach(waiting -> waiting.done = true);
    }
  }

  /** One caller's work and what became of it. Guarded by the lock. */
  private static final class Waiting<T extends @Nullable Object> {
    private final RepoWork<T> work;
    private @Nullable RepoTransaction transaction;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private boolean done;

    Waiting(RepoWork<T> work) {
      this.work = work;
    }

    void prepare() {
      try {
        work.prepare();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    /** The whole transaction is this one's: what it throws undoes it. */
    void applyAlone(Connection connection) throws SQLException {
      if (failure == null) {
        var own = new RepoTransaction(connection);
        result = work.apply(own);
        transaction = own;
      }
    }

    void apply(Connection connection) throws SQLException {
      if (failure != null) {
        return;
      }
      Database.run(connection, "SAVEPOINT one_of_many");
      try {
        var own = new RepoTransaction(connection);
        result = work.apply(own);
        transaction = own;
      } catch (RuntimeException e) {
        failure = e;
        Database.run(connection, "ROLLBACK TO one_of_many");
      }
      Database.run(connection, "RELEASE one_of_many");
    }

    void runAfterCommit() {
      if (transaction == null) {
        return;
      }
      for (Runnable action : transaction.actions()) {
        try {
          action.run();
        } catch (RuntimeException e) { // the write itself is on disk: its caller must hear so
          LOG.error("event=after_commit_failed: the write is kept, its consequence is not", e);
        }
      }
    }

    void fail(Throwable cause) {
      if (failure == null) {
        failure = cause;
      }
    }

    @SuppressWarnings("NullAway") // T itself says whether the result may be null
    T outcome() {
      if (failure instanceof RuntimeException refused) {
        throw refused;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      return result;
    }
  }
}
