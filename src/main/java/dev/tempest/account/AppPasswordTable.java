package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code app_password}. Callers own the transaction. */
final class AppPasswordTable {
  private static final String COLUMNS = "SELECT name, privileged, created_at FROM app_password ";
  private static final String OF_ACCOUNT = COLUMNS + "WHERE did = ? ORDER BY created_at, name";
  private static final String FIND = COLUMNS + "WHERE did = ? AND hash = ?";
  private static final String INSERT =
      """
      INSERT INTO app_password (did, name, hash, privileged, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;
  private static final String DELETE = "DELETE FROM app_password WHERE did = ? AND name = ?";
  private static final String DELETE_ALL = "DELETE FROM app_password WHERE did = ?";

  private AppPasswordTable() {}

  record Row(String name, boolean privileged, Instant createdAt) {}

  /** The oldest first. */
  static List<Row> ofAccount(Connection connection, Did did) throws SQLException {
    var found = new ArrayList<Row>();
    try (var select = connection.prepareStatement(OF_ACCOUNT)) {
      select.setString(1, did.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(read(rows));
        }
      }
    }
    return found;
  }

  static Optional<Row> find(Connection connection, Did did, String hash) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      select.setString(2, hash);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static Row read(ResultSet row) throws SQLException {
    return new Row(row.getString(1), row.getBoolean(2), Instant.ofEpochSecond(row.getLong(3)));
  }

  /** False when the account has one of that name. */
  static boolean insert(Connection tx, Did did, Row row, String hash) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, did.value());
      insert.setString(2, row.name());
      insert.setString(3, hash);
      insert.setBoolean(4, row.privileged());
      insert.setLong(5, row.createdAt().getEpochSecond());
      return insert.executeUpdate() == 1;
    }
  }

  static void delete(Connection tx, Did did, String name) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, did.value());
      delete.setString(2, name);
      delete.executeUpdate();
    }
  }

  static void deleteAll(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE_ALL)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }
}
