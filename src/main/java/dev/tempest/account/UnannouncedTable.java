package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code unannounced}: accounts out of a backup. Callers own the transaction. */
final class UnannouncedTable {
  private static final String FIRST_AFTER =
      "SELECT did FROM unannounced WHERE did > ? ORDER BY did LIMIT 1";
  private static final String CONTAINS = "SELECT 1 FROM unannounced WHERE did = ?";
  private static final String DELETE = "DELETE FROM unannounced WHERE did = ?";
  private static final String FILL =
      "INSERT OR IGNORE INTO unannounced (did) SELECT did FROM account WHERE incomplete = 0";
  private static final String CLEAR = "DELETE FROM unannounced";

  private UnannouncedTable() {}

  static Optional<Did> firstAfter(Connection connection, @Nullable Did did) throws SQLException {
    try (var select = connection.prepareStatement(FIRST_AFTER)) {
      select.setString(1, did == null ? "" : did.value());
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(new Did(row.getString(1))) : Optional.empty();
      }
    }
  }

  static boolean contains(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(CONTAINS)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static void delete(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }

  /** All accounts; those that were only being made are nobody's business yet. */
  static int fill(Connection tx) throws SQLException {
    return run(tx, FILL);
  }

  static void clear(Connection tx) throws SQLException {
    run(tx, CLEAR);
  }

  private static int run(Connection tx, String sql) throws SQLException {
    try (var statement = tx.prepareStatement(sql)) {
      return statement.executeUpdate();
    }
  }
}
