package dev.tempest.blob;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.OptionalLong;

/** {@code account.blob_quota}, and what {@code blob} says is used of it. */
final class BlobQuotaTable {
  private static final String FIND = "SELECT blob_quota FROM account WHERE did = ?";
  private static final String SET = "UPDATE account SET blob_quota = ? WHERE did = ?";
  private static final String USED =
      "SELECT count(*), coalesce(sum(size), 0) FROM blob WHERE did = ?";

  private BlobQuotaTable() {}

  record Used(long blobs, long bytes) {}

  static OptionalLong find(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return OptionalLong.empty();
        }
        long quota = row.getLong(1);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(quota);
      }
    }
  }

  static void set(Connection tx, Did did, OptionalLong quota) throws SQLException {
    try (var update = tx.prepareStatement(SET)) {
      if (quota.isPresent()) {
        update.setLong(1, quota.getAsLong());
      } else {
        update.setNull(1, Types.INTEGER);
      }
      update.setString(2, did.value());
      update.executeUpdate();
    }
  }

  static Used used(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(USED)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return new Used(row.getLong(1), row.getLong(2));
      }
    }
  }
}
