package dev.tempest.stats;

import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.record.RepoCounts;
import dev.tempest.sequencer.LogDigestTable;
import dev.tempest.sequencer.SequencerConfig;
import dev.tempest.sequencer.StoredLog;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.SequencerDatabase;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the stored numbers up to date with the repositories that have changed since they were
 * counted. A commit counts when its event is in the log, or, where the log does not reach back far
 * enough, when a record that it brought is still there. How far the commits of an account are
 * counted lies in the same row as their number, so that a crash counts none twice. One at a time;
 * blocks.
 */
@Singleton
final class RepoCounting {
  private static final Logger LOG = Logger.getLogger(RepoCounting.class);

  private static final int REPOS_AT_ONCE = 50;

  /** Few enough that nobody notices the transaction on the accounts: logins wait for it. */
  private static final int ROWS_AT_ONCE = 2_000;

  private final Database accounts;
  private final Database log;
  private final RepoCounts repos;
  private final InstantSource clock;
  private final Duration retention;

  @Inject
  RepoCounting(
      AccountDatabase accounts,
      SequencerDatabase log,
      RepoCounts repos,
      InstantSource clock,
      SequencerConfig config) {
    this(accounts.database(), log.database(), repos, clock, config.retention());
  }

  RepoCounting(
      Database accounts, Database log, RepoCounts repos, InstantSource clock, Duration retention) {
    this.accounts = accounts;
    this.log = log;
    this.repos = repos;
    this.clock = clock;
    this.retention = retention;
  }

  /** Notes which accounts have changed since the last time; what {@code stopped} leaves is next. */
  void readLog(BooleanSupplier stopped) {
    Instant now = clock.instant();
    var cursor = accounts.read(CountTable::cursor);
    if (cursor == null || isForgotten(cursor, now)) {
      // before the walk: what comes meanwhile is read later
      cursor = new CountTable.Cursor(log.read(StoredLog::lastSeq), now);
      if (!markAll(stopped)) {
        return;
      }
      move(Set.of(), cursor);
    }
    long seq = cursor.seq();
    boolean atEnd = false;
    while (!atEnd && !stopped.getAsBoolean()) {
      long after = seq;
      var part =
          log.read(connection -> LogDigestTable.changesAfter(connection, after, ROWS_AT_ONCE));
      // what is left may be dropped before it is read
      var readAt = part.atEnd() ? now : cursor.readAt();
      move(part.accounts(), new CountTable.Cursor(part.last(), readAt));
      seq = part.last();
      atEnd = part.atEnd();
    }
  }

  private boolean isForgotten(CountTable.Cursor cursor, Instant now) {
    return cursor.seq() > log.read(StoredLog::lastSeq)
        || cursor.readAt().isBefore(now.minus(retention));
  }

  private void move(Set<Did> changed, CountTable.Cursor cursor) {
    accounts.write(
        tx -> {
          CountTable.mark(tx, changed);
          CountTable.move(tx, cursor);
          return null;
        });
  }

  /** False when it was stopped before it came to the end. */
  private boolean markAll(BooleanSupplier stopped) {
    @Nullable Did last = null;
    while (!stopped.getAsBoolean()) {
      @Nullable Did behind = last;
      var some = accounts.read(tx -> CountTable.accounts(tx, behind, ROWS_AT_ONCE));
      if (some.isEmpty()) {
        return true;
      }
      accounts.write(
          tx -> {
            CountTable.markUntold(tx, some);
            return null;
          });
      last = some.getLast();
    }
    return false;
  }

  /**
   * Where a pass over what is due has come to.
   *
   * @param last the account that was looked at last; null when all are
   * @param failures repositories that could not be read, which stay due
   */
  record Progress(@Nullable Did last, int failures) {
    static final Progress BEGIN = new Progress(null, 0);
  }

  /** Goes on with a pass until {@code enough}, by a repository at least. */
  Progress count(Progress from, BooleanSupplier enough) {
    @Nullable Did last = from.last();
    int failures = from.failures();
    var batch = new Batch();
    while (true) {
      @Nullable Did behind = last;
      var due = accounts.read(connection -> CountTable.due(connection, behind, REPOS_AT_ONCE));
      for (var one : due) {
        failures += look(one, batch) ? 0 : 1;
        last = one.did();
        if (enough.getAsBoolean()) {
          batch.write();
          return new Progress(last, failures);
        }
      }
      batch.write();
      if (due.size() < REPOS_AT_ONCE) {
        return new Progress(null, failures);
      }
    }
  }

  /** False when the repository cannot be read. */
  private boolean look(CountTable.Due due, Batch batch) {
    Optional<CountTable.Found> found;
    try {
      found = repos.of(due.did()).map(counts -> found(due, counts));
    } catch (StorageException | DecodeException | SyntaxException broken) {
      LOG.warnf("event=stats_repo_unreadable did=%s: %s", due.did(), broken.getMessage());
      return false;
    }
    found.ifPresent(batch::add);
    return true;
  }

  private CountTable.Found found(CountTable.Due due, RepoCounts.Counts counts) {
    var commits = new NewCommits(due.counted());
    log.read(connection -> LogDigestTable.commitsAfter(connection, due.did(), due.counted()))
        .forEach(commits::add);
    if (due.throughRecords() && commits.isNew(counts.head())) {
      commits.add(counts.head());
      repos.revsAfter(due.did(), due.counted(), commits::addUnlessKnown);
    }
    var collections =
        accounts.read(
            connection -> CollectionTable.changes(connection, due.did(), counts.collections()));
    return new CountTable.Found(due, counts, collections, commits.last(), commits.byMonday());
  }

  /** What is found and not written yet. */
  private final class Batch {
    private final List<CountTable.Found> found = new ArrayList<>();
    private int rows;

    void add(CountTable.Found one) {
      if (rows + one.rows() > ROWS_AT_ONCE) {
        write();
      }
      found.add(one);
      rows += one.rows();
    }

    void write() {
      if (found.isEmpty()) {
        return;
      }
      accounts.write(
          tx -> {
            for (var one : found) {
              CountTable.put(tx, one);
            }
            return null;
          });
      found.clear();
      rows = 0;
    }
  }
}
