package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code account}. Callers own the transaction. */
final class AccountTable {
  private static final String COLUMNS =
      "SELECT did, handle, email, email_confirmed_at, password_hash, status FROM account ";
  private static final String BY_DID = COLUMNS + "WHERE did = ?";
  private static final String BY_HANDLE = COLUMNS + "WHERE handle = ?";
  private static final String BY_EMAIL = COLUMNS + "WHERE lower(email) = lower(?)";
  private static final String INSERT =
      """
      INSERT INTO account (did, handle, email, password_hash, status, incomplete, created_at)
      VALUES (?, ?, ?, ?, 'active', 1, ?)
      """;
  private static final String COMPLETE =
      "UPDATE account SET incomplete = 0 WHERE did = ? AND status <> 'deleted'";
  private static final String STATUS = "UPDATE account SET status = ? WHERE did = ?";
  private static final String FORGET_PASSWORD =
      "UPDATE account SET password_hash = NULL WHERE did = ?";
  private static final String HANDLE = "UPDATE account SET handle = ? WHERE did = ?";
  private static final String DELETE =
      "DELETE FROM account WHERE did = ? AND incomplete <> 0 AND status <> 'deleted'";

  private AccountTable() {}

  /**
   * One account; handle, e-mail and password are null once it is deleted, the password also while
   * nobody may log in before it is reset.
   */
  record Row(
      Did did,
      @Nullable Handle handle,
      @Nullable String email,
      boolean emailConfirmed,
      @Nullable String passwordHash,
      AccountStatus status) {}

  static Optional<Row> findByDid(Connection connection, Did did) throws SQLException {
    return find(connection, BY_DID, did.value());
  }

  /** The account, which must be there and not deleted; else {@code AccountNotFound}. */
  static Row requireLive(Connection connection, Did did) throws SQLException {
    return findByDid(connection, did)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .orElseThrow(() -> new Refusal.Invalid("AccountNotFound", "Account not found"));
  }

  static Optional<Row> findByHandle(Connection connection, Handle handle) throws SQLException {
    return find(connection, BY_HANDLE, handle.value());
  }

  static Optional<Row> findByEmail(Connection connection, String email) throws SQLException {
    return find(connection, BY_EMAIL, email);
  }

  private static Optional<Row> find(Connection connection, String sql, String key)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, key);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static Row read(ResultSet row) throws SQLException {
    String handle = row.getString(2);
    return new Row(
        new Did(row.getString(1)),
        handle == null ? null : new Handle(handle),
        row.getString(3),
        row.getString(4) != null,
        row.getString(5),
        AccountStatus.of(row.getString(6)));
  }

  /** Active, but incomplete until {@link #complete}. */
  static void insert(
      Connection tx, Did did, Handle handle, String email, String passwordHash, Instant now)
      throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, did.value());
      insert.setString(2, handle.value());
      insert.setString(3, email);
      insert.setString(4, passwordHash);
      insert.setLong(5, now.getEpochSecond());
      insert.executeUpdate();
    }
  }

  static void complete(Connection tx, Did did) throws SQLException {
    update(tx, COMPLETE, did.value());
  }

  static void setStatus(Connection tx, Did did, AccountStatus status) throws SQLException {
    update(tx, STATUS, status.wire(), did.value());
  }

  /** Leaves no password that fits, until another is set. */
  static void forgetPassword(Connection tx, Did did) throws SQLException {
    update(tx, FORGET_PASSWORD, did.value());
  }

  static void setHandle(Connection tx, Did did, Handle handle) throws SQLException {
    update(tx, HANDLE, handle.value(), did.value());
  }

  /**
   * Removes the row of an account that is not {@linkplain #complete complete} and, by the foreign
   * keys, everything that hangs on it. Whole accounts and tombstones stay.
   */
  static void delete(Connection tx, Did did) throws SQLException {
    update(tx, DELETE, did.value());
  }

  private static void update(Connection tx, String sql, String... values) throws SQLException {
    try (var update = tx.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setString(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }
}
