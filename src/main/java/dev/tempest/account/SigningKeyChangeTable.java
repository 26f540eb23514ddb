package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code signing_key_change}. Callers own the transaction. */
final class SigningKeyChangeTable {
  private static final String FIND =
      "SELECT public_key, curve, sealed FROM signing_key_change WHERE did = ?";
  private static final String ALL = "SELECT did FROM signing_key_change ORDER BY did";
  private static final String INSERT =
      "INSERT INTO signing_key_change (did, public_key, curve, sealed) VALUES (?, ?, ?, ?)";
  private static final String DELETE = "DELETE FROM signing_key_change WHERE did = ?";

  private SigningKeyChangeTable() {}

  /** The key to come; {@code publicKey} is a {@code did:key}. */
  record Row(String publicKey, SigningKeyTable.Row key) {}

  static Optional<Row> find(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Row(
                    row.getString(1),
                    new SigningKeyTable.Row(
                        Curve.valueOf(row.getString(2)), Bytes.wrap(row.getBytes(3)))))
            : Optional.empty();
      }
    }
  }

  /** Accounts whose change is not finished. */
  static List<Did> all(Connection connection) throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(ALL);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(new Did(rows.getString(1)));
      }
    }
    return found;
  }

  static void insert(Connection tx, Did did, Row change) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, did.value());
      insert.setString(2, change.publicKey());
      insert.setString(3, change.key().curve().name());
      insert.setBytes(4, change.key().sealed().unwrap());
      insert.executeUpdate();
    }
  }

  static void delete(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }
}
