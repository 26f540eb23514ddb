package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code reserved_key}. Callers own the transaction. */
final class ReservedKeyTable {
  private static final String COLUMNS =
      "SELECT public_key, did, curve, sealed FROM reserved_key WHERE created_at > ? AND ";
  private static final String BY_DID = COLUMNS + "did = ?";
  private static final String BY_PUBLIC_KEY = COLUMNS + "public_key = ?";
  private static final String INSERT =
      "INSERT INTO reserved_key (public_key, did, curve, sealed, created_at) VALUES (?, ?, ?, ?, ?)";
  private static final String COUNT = "SELECT count(*) FROM reserved_key";
  private static final String FORGET = "DELETE FROM reserved_key WHERE created_at <= ?";
  private static final String DELETE = "DELETE FROM reserved_key WHERE public_key = ? OR did = ?";

  private ReservedKeyTable() {}

  /** A key, and whom it waits for; {@code publicKey} is a {@code did:key}. */
  record Row(String publicKey, @Nullable Did did, Curve curve, Bytes sealed) {}

  static Optional<Row> findByDid(Connection connection, Did did, Instant since)
      throws SQLException {
    return find(connection, BY_DID, did.value(), since);
  }

  static Optional<Row> findByPublicKey(Connection connection, String key, Instant since)
      throws SQLException {
    return find(connection, BY_PUBLIC_KEY, key, since);
  }

  private static Optional<Row> find(Connection connection, String sql, String key, Instant since)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setLong(1, since.getEpochSecond());
      select.setString(2, key);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String did = row.getString(2);
        return Optional.of(
            new Row(
                row.getString(1),
                did == null ? null : new Did(did),
                Curve.valueOf(row.getString(3)),
                Bytes.wrap(row.getBytes(4))));
      }
    }
  }

  static void insert(Connection tx, Row key, Instant now) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, key.publicKey());
      insert.setString(2, key.did() == null ? null : key.did().value());
      insert.setString(3, key.curve().name());
      insert.setBytes(4, key.sealed().unwrap());
      insert.setLong(5, now.getEpochSecond());
      insert.executeUpdate();
    }
  }

  static long count(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(COUNT);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }

  /** Removes keys that nobody came for by {@code time}. */
  static void forget(Connection tx, Instant time) throws SQLException {
    try (var delete = tx.prepareStatement(FORGET)) {
      delete.setLong(1, time.getEpochSecond());
      delete.executeUpdate();
    }
  }

  /** Removes the key that has become an account's, and others that waited for the account. */
  static void delete(Connection tx, String publicKey, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, publicKey);
      delete.setString(2, did.value());
      delete.executeUpdate();
    }
  }
}
