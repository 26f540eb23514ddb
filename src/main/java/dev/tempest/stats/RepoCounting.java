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

  private static final int EVENTS_AT_ONCE = 10_000;

  /** Few enough that nobody notices the transaction on the accounts. */
  private static final int REPOS_AT_ONCE = 50;

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

  /** Notes which accounts have changed since the last time. */
  void readLog() {
    Instant now = clock.instant();
    var cursor = accounts.read(CountTable::cursor);
    long seq;
    if (cursor == null || isForgotten(cursor, now)) {
      seq = log.read(StoredLog::lastSeq); // before the walk: what comes meanwhile is read later
      markAll(seq, now);
    } else {
      seq = cursor.seq();
    }
    boolean atEnd = false;
    while (!atEnd) {
      long after = seq;
      var part =
          log.read(connection -> LogDigestTable.changesAfter(connection, after, EVENTS_AT_ONCE));
      accounts.write(
          tx -> {
            CountTable.mark(tx, part.accounts());
            CountTable.move(tx, new CountTable.Cursor(part.last(), now));
            return null;
          });
      seq = part.last();
      atEnd = part.atEnd();
    }
  }

  private boolean isForgotten(CountTable.Cursor cursor, Instant now) {
    return cursor.seq() > log.read(StoredLog::lastSeq)
        || cursor.readAt().isBefore(now.minus(retention));
  }

  private void markAll(long seq, Instant now) {
    accounts.write(
        tx -> {
          CountTable.markAll(tx);
          CountTable.move(tx, new CountTable.Cursor(seq, now));
          return null;
        });
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

  /** Goes on with a pass until {@code enough}, at least a step. */
  Progress count(Progress from, BooleanSupplier enough) {
    @Nullable Did last = from.last();
    int failures = from.failures();
    while (true) {
      @Nullable Did behind = last;
      var due = accounts.read(connection -> CountTable.due(connection, behind, REPOS_AT_ONCE));
      failures += look(due);
      if (due.size() < REPOS_AT_ONCE) {
        return new Progress(null, failures);
      }
      last = due.getLast().did();
      if (enough.getAsBoolean()) {
        return new Progress(last, failures);
      }
    }
  }

  private int look(List<CountTable.Due> due) {
    var found = new ArrayList<CountTable.Found>();
    int failures = 0;
    for (var one : due) {
      try {
        repos.of(one.did()).ifPresent(counts -> found.add(found(one, counts)));
      } catch (StorageException | DecodeException | SyntaxException broken) {
        failures++;
        LOG.warnf("event=stats_repo_unreadable did=%s: %s", one.did(), broken.getMessage());
      }
    }
    if (!found.isEmpty()) {
      accounts.write(
          tx -> {
            for (var one : found) {
              CountTable.put(tx, one);
            }
            return null;
          });
    }
    return failures;
  }

  private CountTable.Found found(CountTable.Due due, RepoCounts.Counts counts) {
    var commits = new NewCommits(due.counted());
    log.read(connection -> LogDigestTable.commitsAfter(connection, due.did(), due.counted()))
        .forEach(commits::add);
    if (due.throughRecords() && commits.isNew(counts.head())) {
      commits.add(counts.head());
      repos.revsAfter(due.did(), due.counted(), commits::addUnlessKnown);
    }
    return new CountTable.Found(due, counts, commits.last(), commits.byMonday());
  }
}
