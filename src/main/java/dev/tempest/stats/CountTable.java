package dev.tempest.stats;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.record.RepoCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code repo_count} and what hangs on it, as the counting writes them. Callers own the
 * transaction.
 */
final class CountTable {
  private static final String CURSOR = "SELECT seq, read_at FROM count_cursor";
  private static final String MOVE =
      """
      INSERT INTO count_cursor (id, seq, read_at) VALUES (1, ?, ?)
      ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, read_at = excluded.read_at
      """;
  private static final String ADD =
      """
      INSERT INTO repo_count (did, due, counted_rev, records, commits)
      SELECT did, 2, '', 0, 0 FROM account WHERE status <> 'deleted' AND did = ?
      ON CONFLICT (did) DO UPDATE SET due = ? WHERE due < ?
      """;
  private static final String ACCOUNTS =
      "SELECT did FROM account WHERE did > ? ORDER BY did LIMIT ?";
  private static final String DUE =
      "SELECT did, due, counted_rev FROM repo_count WHERE due > 0 AND did > ? ORDER BY did LIMIT ?";
  private static final String PUT =
      """
      UPDATE repo_count SET due = 0, counted_rev = ?, head_rev = ?, newest_rev = ?, records = ?,
        commits = commits + ? WHERE did = ? AND counted_rev = ?
      """;
  private static final String ADD_WEEK =
      """
      INSERT INTO week_count (did, monday, commits) VALUES (?, ?, ?)
      ON CONFLICT (did, monday) DO UPDATE SET commits = commits + excluded.commits
      """;

  // by this account's own newest week: should the others' newer ones be no figures any more, those
  // before it are shown
  private static final String FORGET_WEEKS =
      """
      DELETE FROM week_count WHERE did = ?1
        AND monday <= (SELECT max(monday) FROM week_count WHERE did = ?1) - 7 * ?2
      """;

  private CountTable() {}

  /** How far the log was read, and when. */
  record Cursor(long seq, Instant readAt) {}

  static @Nullable Cursor cursor(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(CURSOR);
        var row = select.executeQuery()) {
      return row.next() ? new Cursor(row.getLong(1), Instant.ofEpochSecond(row.getLong(2))) : null;
    }
  }

  static void move(Connection tx, Cursor cursor) throws SQLException {
    try (var move = tx.prepareStatement(MOVE)) {
      move.setLong(1, cursor.seq());
      move.setLong(2, cursor.readAt().getEpochSecond());
      move.executeUpdate();
    }
  }

  /** These have changed. Those that are no accounts, or not any more, are passed over. */
  static void mark(Connection tx, Collection<Did> changed) throws SQLException {
    mark(tx, changed, 1);
  }

  /** These may have changed by commits that the log does not tell of any more. */
  static void markUntold(Connection tx, Collection<Did> changed) throws SQLException {
    mark(tx, changed, 2);
  }

  private static void mark(Connection tx, Collection<Did> changed, int due) throws SQLException {
    try (var add = tx.prepareStatement(ADD)) {
      for (Did did : changed) {
        add.setString(1, did.value());
        add.setInt(2, due);
        add.setInt(3, due);
        add.executeUpdate();
      }
    }
  }

  /** At most {@code most} behind {@code did}, in the order of DIDs. */
  static List<Did> accounts(Connection connection, @Nullable Did did, int most)
      throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(ACCOUNTS)) {
      select.setString(1, did == null ? "" : did.value());
      select.setInt(2, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Did(rows.getString(1)));
        }
      }
    }
    return found;
  }

  /**
   * A repository to look into.
   *
   * @param counted the revision up to which its commits are counted
   * @param throughRecords whether the log does not tell of all that came after
   */
  record Due(Did did, @Nullable Tid counted, boolean throughRecords) {}

  /** At most {@code most} behind {@code did}, in the order of DIDs. */
  static List<Due> due(Connection connection, @Nullable Did did, int most) throws SQLException {
    var found = new ArrayList<Due>();
    try (var select = connection.prepareStatement(DUE)) {
      select.setString(1, did == null ? "" : did.value());
      select.setInt(2, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          String rev = rows.getString(3);
          found.add(
              new Due(
                  new Did(rows.getString(1)),
                  rev.isEmpty() ? null : new Tid(rev),
                  rows.getInt(2) == 2));
        }
      }
    }
    return found;
  }

  /**
   * What was found in a repository.
   *
   * @param collections how they differ from what is stored
   * @param counted the revision up to which commits are counted now
   * @param commits new ones, by the Monday of their week
   */
  record Found(
      Due due,
      RepoCounts.Counts counts,
      CollectionTable.Changes collections,
      @Nullable Tid counted,
      Map<LocalDate, Long> commits) {
    /** To be written. */
    int rows() {
      return 1 + collections.rows() + commits.size();
    }
  }

  /** Does nothing when the account is gone: nobody is to find its numbers. */
  static void put(Connection tx, Found found) throws SQLException {
    String did = found.due().did().value();
    try (var put = tx.prepareStatement(PUT)) {
      put.setString(1, text(found.counted()));
      put.setString(2, found.counts().head().value());
      Tid newest = found.counts().newest();
      put.setString(3, newest == null ? null : newest.value());
      put.setLong(4, found.counts().records());
      put.setLong(5, found.commits().values().stream().mapToLong(Long::longValue).sum());
      put.setString(6, did);
      put.setString(7, text(found.due().counted()));
      if (put.executeUpdate() == 0) {
        return;
      }
    }
    CollectionTable.change(tx, found.due().did(), found.collections());
    try (var add = tx.prepareStatement(ADD_WEEK)) {
      for (var week : found.commits().entrySet()) {
        add.setString(1, did);
        add.setLong(2, week.getKey().toEpochDay());
        add.setLong(3, week.getValue());
        add.executeUpdate();
      }
    }
    try (var forget = tx.prepareStatement(FORGET_WEEKS)) {
      forget.setString(1, did);
      forget.setInt(2, Figures.WEEKS);
      forget.executeUpdate();
    }
  }

  private static String text(@Nullable Tid rev) {
    return rev == null ? "" : rev.value();
  }
}
