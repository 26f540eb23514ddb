package dev.tempest.account;

import dev.tempest.atproto.data.Bytes;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@code canary}: at most one row. */
final class CanaryTable {
  private static final String FIND = "SELECT sealed FROM canary";
  private static final String INSERT = "INSERT INTO canary (id, sealed) VALUES (1, ?)";

  private CanaryTable() {}

  static @Nullable Bytes find(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(FIND);
        var row = select.executeQuery()) {
      return row.next() ? Bytes.wrap(row.getBytes(1)) : null;
    }
  }

  static void insert(Connection tx, Bytes sealed) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setBytes(1, sealed.unwrap());
      insert.executeUpdate();
    }
  }
}
