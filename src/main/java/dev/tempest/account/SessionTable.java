package dev.tempest.account;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code session} and {@code refresh_token}. Callers own the transaction. */
final class SessionTable {
  private static final String INSERT_SESSION =
      "INSERT INTO session (did, scope, app_password, created_at) VALUES (?, ?, ?, ?) RETURNING id";
  private static final String INSERT_TOKEN =
      "INSERT INTO refresh_token (id_hash, session, issued_at, expires_at) VALUES (?, ?, ?, ?)";
  private static final String FIND =
      """
      SELECT t.session, s.did, s.scope, t.issued_at, t.expires_at, t.replaced_at
      FROM refresh_token t JOIN session s ON s.id = t.session WHERE t.id_hash = ?
      """;
  private static final String REPLACE =
      "UPDATE refresh_token SET replaced_at = ? WHERE id_hash = ?";
  private static final String FORGET_REPLACED =
      "DELETE FROM refresh_token WHERE session = ? AND replaced_at < ?";
  private static final String FORGET_ENDED =
      """
      DELETE FROM session WHERE did = ? AND NOT EXISTS
        (SELECT 1 FROM refresh_token t WHERE t.session = session.id AND t.expires_at > ?)
      """;
  private static final String FORGET_BEYOND =
      """
      DELETE FROM session WHERE id IN (
        SELECT s.id FROM session s JOIN refresh_token t ON t.session = s.id
        WHERE s.did = ? AND s.app_password IS ?
        GROUP BY s.id
        ORDER BY max(t.issued_at) > s.created_at DESC, max(t.issued_at) DESC, s.id DESC
        LIMIT -1 OFFSET ?)
      """;
  private static final String REVOKE_ALL = "DELETE FROM session WHERE did = ?";
  private static final String REVOKE_OF = "DELETE FROM session WHERE did = ? AND app_password = ?";
  private static final String REVOKE =
      "DELETE FROM session WHERE id = (SELECT session FROM refresh_token WHERE id_hash = ?)";

  private SessionTable() {}

  /** A refresh token and the session that it goes on with. Times in whole seconds. */
  record Token(
      long session,
      Did did,
      Scope scope,
      Instant issuedAt,
      Instant expiresAt,
      @Nullable Instant replacedAt) {}

  /**
   * A login.
   *
   * @param appPassword the name of the app password; null for the account's own
   */
  static long insertSession(
      Connection tx, Did did, Scope scope, @Nullable String appPassword, Instant now)
      throws SQLException {
    try (var insert = tx.prepareStatement(INSERT_SESSION)) {
      insert.setString(1, did.value());
      insert.setString(2, scope.wire());
      insert.setString(3, appPassword);
      insert.setLong(4, now.getEpochSecond());
      try (var row = insert.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  static void insertToken(
      Connection tx, Bytes idHash, long session, Instant issuedAt, Instant expiresAt)
      throws SQLException {
    try (var insert = tx.prepareStatement(INSERT_TOKEN)) {
      insert.setBytes(1, idHash.unwrap());
      insert.setLong(2, session);
      insert.setLong(3, issuedAt.getEpochSecond());
      insert.setLong(4, expiresAt.getEpochSecond());
      insert.executeUpdate();
    }
  }

  static Optional<Token> find(Connection connection, Bytes idHash) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setBytes(1, idHash.unwrap());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long replaced = row.getLong(6);
        Instant replacedAt = row.wasNull() ? null : Instant.ofEpochSecond(replaced);
        return Optional.of(
            new Token(
                row.getLong(1),
                new Did(row.getString(2)),
                Scope.of(row.getString(3)).orElseThrow(),
                Instant.ofEpochSecond(row.getLong(4)),
                Instant.ofEpochSecond(row.getLong(5)),
                replacedAt));
      }
    }
  }

  static void markReplaced(Connection tx, Bytes idHash, Instant now) throws SQLException {
    try (var update = tx.prepareStatement(REPLACE)) {
      update.setLong(1, now.getEpochSecond());
      update.setBytes(2, idHash.unwrap());
      update.executeUpdate();
    }
  }

  /** Removes the session's tokens that were replaced before {@code time}. */
  static void forgetReplaced(Connection tx, long session, Instant time) throws SQLException {
    try (var delete = tx.prepareStatement(FORGET_REPLACED)) {
      delete.setLong(1, session);
      delete.setLong(2, time.getEpochSecond());
      delete.executeUpdate();
    }
  }

  /** Removes the account's sessions that nothing can continue. */
  static void forgetEnded(Connection tx, Did did, Instant now) throws SQLException {
    try (var delete = tx.prepareStatement(FORGET_ENDED)) {
      delete.setString(1, did.value());
      delete.setLong(2, now.getEpochSecond());
      delete.executeUpdate();
    }
  }

  /**
   * Keeps {@code most} sessions of one password. Those that nobody ever continued go first, then
   * those that were not continued for longest: a script that logs in at every run does not throw
   * people out.
   */
  static void forgetBeyond(Connection tx, Did did, @Nullable String appPassword, int most)
      throws SQLException {
    try (var delete = tx.prepareStatement(FORGET_BEYOND)) {
      delete.setString(1, did.value());
      delete.setString(2, appPassword);
      delete.setInt(3, most);
      delete.executeUpdate();
    }
  }

  /** Ends all sessions of an account. */
  static void revokeAll(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(REVOKE_ALL)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }

  /** Ends the sessions of an app password. */
  static void revokeOf(Connection tx, Did did, String appPassword) throws SQLException {
    try (var delete = tx.prepareStatement(REVOKE_OF)) {
      delete.setString(1, did.value());
      delete.setString(2, appPassword);
      delete.executeUpdate();
    }
  }

  /** Ends the session that the token belongs to, with all its tokens. */
  static void revoke(Connection tx, Bytes idHash) throws SQLException {
    try (var delete = tx.prepareStatement(REVOKE)) {
      delete.setBytes(1, idHash.unwrap());
      delete.executeUpdate();
    }
  }
}
