package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of {@code account} that remember deleted ones. Such a row is {@code incomplete} while
 * something of its account is left on the volume. Callers own the transaction.
 */
final class TombstoneTable {
  private static final String CREATED = "SELECT created_at FROM account WHERE did = ?";
  private static final String DELETE = "DELETE FROM account WHERE did = ?";
  private static final String INSERT =
      "INSERT INTO account (did, status, incomplete, created_at) VALUES (?, 'deleted', 1, ?)";
  private static final String DISABLE_INVITES =
      "UPDATE invite_code SET disabled = 1 WHERE for_account = ?";
  private static final String FORGET_RESERVED_KEYS = "DELETE FROM reserved_key WHERE did = ?";
  private static final String UNFINISHED =
      "SELECT did FROM account WHERE incomplete = 1 AND status = 'deleted'";
  private static final String FINISH =
      "UPDATE account SET incomplete = 0 WHERE did = ? AND status = 'deleted'";
  private static final String CLEAR =
      "DELETE FROM account WHERE did = ? AND status = 'deleted' AND incomplete = 0";

  private TombstoneTable() {}

  /**
   * Puts a tombstone in the place of the account. Whatever hangs on the row goes by the foreign
   * keys: sessions, passwords, codes, preferences, keys.
   */
  static void bury(Connection tx, Did did) throws SQLException {
    long createdAt;
    try (var select = tx.prepareStatement(CREATED)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        createdAt = row.getLong(1);
      }
    }
    run(tx, DELETE, did);
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, did.value());
      insert.setLong(2, createdAt);
      insert.executeUpdate();
    }
    run(tx, DISABLE_INVITES, did);
    run(tx, FORGET_RESERVED_KEYS, did);
  }

  /** Deleted accounts of which something is left. */
  static List<Did> unfinished(Connection connection) throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(UNFINISHED);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(new Did(rows.getString(1)));
      }
    }
    return found;
  }

  static void finish(Connection tx, Did did) throws SQLException {
    run(tx, FINISH, did);
  }

  /** Makes place for an account that returns, of which nothing is left. */
  static void clear(Connection tx, Did did) throws SQLException {
    run(tx, CLEAR, did);
  }

  private static void run(Connection tx, String sql, Did did) throws SQLException {
    try (var statement = tx.prepareStatement(sql)) {
      statement.setString(1, did.value());
      statement.executeUpdate();
    }
  }
}
