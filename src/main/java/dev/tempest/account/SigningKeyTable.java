package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** {@code signing_key}. Callers own the transaction. */
final class SigningKeyTable {
  private static final String FIND = "SELECT curve, sealed FROM signing_key WHERE did = ?";
  private static final String INSERT =
      "INSERT INTO signing_key (did, curve, sealed) VALUES (?, ?, ?)";

  private static final String REPLACE =
      "UPDATE signing_key SET curve = ?, sealed = ? WHERE did = ?";

  private SigningKeyTable() {}

  record Row(Curve curve, Bytes sealed) {}

  static Optional<Row> find(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Row(Curve.valueOf(row.getString(1)), Bytes.wrap(row.getBytes(2))))
            : Optional.empty();
      }
    }
  }

  static void insert(Connection tx, Did did, Row key) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, did.value());
      insert.setString(2, key.curve().name());
      insert.setBytes(3, key.sealed().unwrap());
      insert.executeUpdate();
    }
  }

  static void replace(Connection tx, Did did, Row key) throws SQLException {
    try (var update = tx.prepareStatement(REPLACE)) {
      update.setString(1, key.curve().name());
      update.setBytes(2, key.sealed().unwrap());
      update.setString(3, did.value());
      update.executeUpdate();
    }
  }
}
