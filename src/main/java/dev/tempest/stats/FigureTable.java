package dev.tempest.stats;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums over {@code repo_count} and what hangs on it: of active accounts, and no others. */
final class FigureTable {
  private static final String ACTIVE = "status = 'active' AND incomplete = 0";
  private static final String OF_ACTIVE = " JOIN account USING (did) WHERE " + ACTIVE + " ";
  private static final String ACCOUNTS =
      "SELECT count(*) FILTER (WHERE status = 'active'), count(*) FROM account"
          + " WHERE incomplete = 0 AND status <> 'deleted'";
  private static final String TOTALS =
      "SELECT coalesce(sum(records), 0), coalesce(sum(commits), 0),"
          + " max(head_rev) FILTER (WHERE records > 0) FROM repo_count"
          + OF_ACTIVE;
  private static final String COLLECTION_COUNT =
      "SELECT count(DISTINCT collection) FROM collection_count" + OF_ACTIVE;
  private static final String COLLECTIONS =
      "SELECT collection, sum(records) AS total FROM collection_count"
          + OF_ACTIVE
          + "GROUP BY collection ORDER BY total DESC, collection LIMIT ?";
  private static final String LAST_WEEK = "SELECT max(monday) FROM week_count" + OF_ACTIVE;
  private static final String WEEK =
      "SELECT coalesce(sum(commits), 0) FROM week_count" + OF_ACTIVE + "AND monday = ?";
  private static final String PEOPLE =
      "SELECT did, handle, coalesce(records, 0), head_rev FROM account"
          + " LEFT JOIN repo_count USING (did) WHERE handle IS NOT NULL AND "
          + ACTIVE
          + " ORDER BY handle LIMIT ?";
  private static final String NEWEST =
      "SELECT did, handle, records, head_rev FROM repo_count"
          + OF_ACTIVE
          + "AND newest_rev IS NOT NULL ORDER BY newest_rev DESC LIMIT ?";

  private FigureTable() {}

  /** Accounts that take part in the network, and with those that do not for a while. */
  record Accounts(long active, long all) {}

  static Accounts accounts(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(ACCOUNTS);
        var row = select.executeQuery()) {
      return new Accounts(row.getLong(1), row.getLong(2));
    }
  }

  /** {@code last} is the head of the repository that changed last. */
  record Totals(long records, long commits, @Nullable Tid last) {}

  static Totals totals(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(TOTALS);
        var row = select.executeQuery()) {
      return new Totals(row.getLong(1), row.getLong(2), tid(row, 3));
    }
  }

  static long collectionCount(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(COLLECTION_COUNT);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }

  /** The largest, largest first. */
  static List<PublicStats.Collection> collections(Connection connection, int most)
      throws SQLException {
    var found = new ArrayList<PublicStats.Collection>();
    try (var select = connection.prepareStatement(COLLECTIONS)) {
      select.setInt(1, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new PublicStats.Collection(rows.getString(1), rows.getLong(2)));
        }
      }
    }
    return found;
  }

  /** The Monday of the latest commit's week; null when there is no commit. */
  static @Nullable LocalDate lastWeek(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(LAST_WEEK);
        var row = select.executeQuery()) {
      long monday = row.getLong(1);
      return row.wasNull() ? null : LocalDate.ofEpochDay(monday);
    }
  }

  static long commits(Connection connection, LocalDate monday) throws SQLException {
    try (var select = connection.prepareStatement(WEEK)) {
      select.setLong(1, monday.toEpochDay());
      try (var row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  /** {@code head} is null while the repository was never looked into. */
  record Person(Did did, Handle handle, long records, @Nullable Tid head) {}

  /** In the order of handles. */
  static List<Person> people(Connection connection, int most) throws SQLException {
    return people(connection, PEOPLE, most);
  }

  /** Those who created a record last, latest first. */
  static List<Person> latest(Connection connection, int most) throws SQLException {
    return people(connection, NEWEST, most);
  }

  private static List<Person> people(Connection connection, String sql, int most)
      throws SQLException {
    var found = new ArrayList<Person>();
    try (var select = connection.prepareStatement(sql)) {
      select.setInt(1, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Person(
                  new Did(rows.getString(1)),
                  new Handle(rows.getString(2)),
                  rows.getLong(3),
                  tid(rows, 4)));
        }
      }
    }
    return found;
  }

  private static @Nullable Tid tid(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : new Tid(text);
  }
}
