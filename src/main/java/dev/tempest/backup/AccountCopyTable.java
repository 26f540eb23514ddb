package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code account} and {@code blob} in a backup's copy. */
final class AccountCopyTable {
  private static final String ACCOUNTS =
      "SELECT did, handle, status FROM account WHERE incomplete = 0 ORDER BY did";
  private static final String WITH_BLOBS = "SELECT DISTINCT did FROM blob ORDER BY did";
  private static final String BLOBS = "SELECT cid, size FROM blob WHERE did = ? ORDER BY cid";
  private static final String BLOB_BYTES = "SELECT coalesce(sum(size), 0) FROM blob";

  private AccountCopyTable() {}

  record Account(Did did, @Nullable Handle handle, AccountStatus status) {}

  /** What was uploaded: permanent, taken down, or nobody's yet. */
  record Blob(Cid cid, long size) {}

  static List<Account> accounts(Connection connection) throws SQLException {
    var found = new ArrayList<Account>();
    try (var select = connection.prepareStatement(ACCOUNTS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        String handle = rows.getString(2);
        found.add(
            new Account(
                new Did(rows.getString(1)),
                handle == null ? null : new Handle(handle),
                AccountStatus.of(rows.getString(3))));
      }
    }
    return found;
  }

  static List<Did> withBlobs(Connection connection) throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(WITH_BLOBS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(new Did(rows.getString(1)));
      }
    }
    return found;
  }

  static List<Blob> blobs(Connection connection, Did did) throws SQLException {
    var found = new ArrayList<Blob>();
    try (var select = connection.prepareStatement(BLOBS)) {
      select.setString(1, did.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Blob(Cid.read(rows.getBytes(1), 0), rows.getLong(2)));
        }
      }
    }
    return found;
  }

  static long blobBytes(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(BLOB_BYTES);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }
}
