package dev.tempest.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code operation_run}. Callers own the transaction. */
final class OperationRunTable {
  private static final String BEGIN =
      "INSERT INTO operation_run (operation, name, started_at) VALUES (?, ?, ?) RETURNING id";
  private static final String END =
      "UPDATE operation_run SET ended_at = ?, succeeded = ?, detail = ? WHERE id = ?";
  private static final String FORGET =
      """
      DELETE FROM operation_run WHERE operation = ? AND id NOT IN
        (SELECT id FROM operation_run WHERE operation = ? ORDER BY id DESC LIMIT ?)
      """;
  private static final String LAST =
      """
      SELECT name, started_at, ended_at, succeeded, detail FROM operation_run
      WHERE operation = ? ORDER BY id DESC LIMIT 1
      """;
  private static final String LAST_GOOD =
      """
      SELECT name, started_at, ended_at, succeeded, detail FROM operation_run
      WHERE operation = ? AND succeeded = 1 ORDER BY id DESC LIMIT 1
      """;

  private OperationRunTable() {}

  static long begin(Connection tx, String operation, String name, Instant time)
      throws SQLException {
    try (var insert = tx.prepareStatement(BEGIN)) {
      insert.setString(1, operation);
      insert.setString(2, name);
      insert.setLong(3, time.getEpochSecond());
      try (var row = insert.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  static void end(Connection tx, long id, Instant time, boolean succeeded, String detail)
      throws SQLException {
    try (var update = tx.prepareStatement(END)) {
      update.setLong(1, time.getEpochSecond());
      update.setBoolean(2, succeeded);
      update.setString(3, detail);
      update.setLong(4, id);
      update.executeUpdate();
    }
  }

  /** Keeps the newest {@code kept}. */
  static void forget(Connection tx, String operation, int kept) throws SQLException {
    try (var delete = tx.prepareStatement(FORGET)) {
      delete.setString(1, operation);
      delete.setString(2, operation);
      delete.setInt(3, kept);
      delete.executeUpdate();
    }
  }

  static @Nullable OperationRun last(Connection connection, String operation) throws SQLException {
    return find(connection, LAST, operation);
  }

  static @Nullable OperationRun lastGood(Connection connection, String operation)
      throws SQLException {
    return find(connection, LAST_GOOD, operation);
  }

  private static @Nullable OperationRun find(Connection connection, String sql, String operation)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, operation);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        long ended = row.getLong(3);
        boolean underWay = row.wasNull();
        return new OperationRun(
            row.getString(1),
            Instant.ofEpochSecond(row.getLong(2)),
            underWay ? null : Instant.ofEpochSecond(ended),
            row.getBoolean(4),
            row.getString(5));
      }
    }
  }
}
