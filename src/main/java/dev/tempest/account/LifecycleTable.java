package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code account}: how accounts come, rest and leave. Callers own the transaction. */
final class LifecycleTable {
  private static final String INSERT_ARRIVING =
      """
      INSERT INTO account
        (did, handle, email, password_hash, status, incomplete, created_at, deactivated_at)
      VALUES (?, ?, ?, ?, 'deactivated', ?, ?, ?)
      """;
  private static final String REMOVE_TOMBSTONE =
      "DELETE FROM account WHERE did = ? AND status = 'deleted' AND incomplete = 0";
  private static final String INSERT_TOMBSTONE =
      "INSERT INTO account (did, status, incomplete, created_at) VALUES (?, 'deleted', 0, ?)";
  private static final String INCOMPLETE =
      "SELECT did, status, incomplete FROM account WHERE incomplete <> 0 AND status <> 'deleted'";
  private static final String ACTIVATE =
      """
      UPDATE account SET status = 'active', deactivated_at = NULL, delete_after = NULL
      WHERE did = ?
      """;
  private static final String DEACTIVATE =
      """
      UPDATE account SET deactivated_at = ?, delete_after = ?,
        status = CASE status WHEN 'active' THEN 'deactivated' ELSE status END
      WHERE did = ?
      """;
  private static final String DUE =
      "SELECT did FROM account WHERE status = 'deactivated' AND delete_after <= ?";
  private static final String IS_DUE = DUE + " AND did = ?";
  private static final String PREFERENCES = "SELECT count(*) FROM preference WHERE did = ?";

  private static final int INCOMPLETE_NEW = 1;
  private static final int INCOMPLETE_IN_PLACE_OF_TOMBSTONE = 2;

  private LifecycleTable() {}

  /** An account that comes from another server. */
  record Arriving(Did did, Handle handle, Email email, String passwordHash) {}

  /**
   * Deactivated, and incomplete until {@link AccountTable#complete}; takes the place of a
   * tombstone.
   */
  static void insertArriving(Connection tx, Arriving account, Instant now) throws SQLException {
    boolean returning = update(tx, REMOVE_TOMBSTONE, account.did()) == 1;
    try (var insert = tx.prepareStatement(INSERT_ARRIVING)) {
      insert.setString(1, account.did().value());
      insert.setString(2, account.handle().value());
      insert.setString(3, account.email().value());
      insert.setString(4, account.passwordHash());
      insert.setInt(5, returning ? INCOMPLETE_IN_PLACE_OF_TOMBSTONE : INCOMPLETE_NEW);
      insert.setLong(6, now.getEpochSecond());
      insert.setLong(7, now.getEpochSecond());
      insert.executeUpdate();
    }
  }

  /**
   * An account that was being made.
   *
   * @param arriving from another server, so that its DID is not ours to end
   * @param hadTombstone whether it is to become a tombstone again
   */
  record Incomplete(Did did, boolean arriving, boolean hadTombstone) {}

  static List<Incomplete> incomplete(Connection connection) throws SQLException {
    var found = new ArrayList<Incomplete>();
    try (var select = connection.prepareStatement(INCOMPLETE);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Incomplete(
                new Did(rows.getString(1)),
                AccountStatus.of(rows.getString(2)) == AccountStatus.DEACTIVATED,
                rows.getInt(3) == INCOMPLETE_IN_PLACE_OF_TOMBSTONE));
      }
    }
    return found;
  }

  /** Removes an account that did not come to be; a tombstone is there again if there was one. */
  static void removeArriving(Connection tx, Did did, Instant now) throws SQLException {
    boolean hadTombstone =
        incomplete(tx).stream().anyMatch(found -> found.did().equals(did) && found.hadTombstone());
    AccountTable.delete(tx, did);
    if (hadTombstone) {
      try (var insert = tx.prepareStatement(INSERT_TOMBSTONE)) {
        insert.setString(1, did.value());
        insert.setLong(2, now.getEpochSecond());
        insert.executeUpdate();
      }
    }
  }

  static void activate(Connection tx, Did did) throws SQLException {
    update(tx, ACTIVATE, did);
  }

  /** One that is taken down stays so; it is deactivated once that ends. */
  static void deactivate(Connection tx, Did did, Instant now, @Nullable Instant deleteAfter)
      throws SQLException {
    try (var update = tx.prepareStatement(DEACTIVATE)) {
      update.setLong(1, now.getEpochSecond());
      if (deleteAfter == null) {
        update.setNull(2, java.sql.Types.INTEGER);
      } else {
        update.setLong(2, deleteAfter.getEpochSecond());
      }
      update.setString(3, did.value());
      update.executeUpdate();
    }
  }

  /** Deactivated accounts that wanted to be gone by {@code now}. */
  static List<Did> due(Connection connection, Instant now) throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(DUE)) {
      select.setLong(1, now.getEpochSecond());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Did(rows.getString(1)));
        }
      }
    }
    return found;
  }

  /** Whether {@code did} is among {@link #due}. */
  static boolean isDue(Connection connection, Did did, Instant now) throws SQLException {
    try (var select = connection.prepareStatement(IS_DUE)) {
      select.setLong(1, now.getEpochSecond());
      select.setString(2, did.value());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static long countPreferences(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(PREFERENCES)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  private static int update(Connection tx, String sql, Did did) throws SQLException {
    try (var update = tx.prepareStatement(sql)) {
      update.setString(1, did.value());
      return update.executeUpdate();
    }
  }
}
