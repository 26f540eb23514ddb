package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code repo} and {@code blob_ref} in a backup's copy. */
final class RepoCopyTable {
  private static final String HEAD = "SELECT commit_cid, rev FROM repo";
  private static final String REFERENCES = "SELECT DISTINCT cid FROM blob_ref";

  private RepoCopyTable() {}

  record Newest(Cid commit, Tid rev) {}

  /** Null between a file's creation and its first commit. */
  static @Nullable Newest head(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(HEAD);
        var row = select.executeQuery()) {
      return row.next()
          ? new Newest(Cid.read(row.getBytes(1), 0), new Tid(row.getString(2)))
          : null;
    }
  }

  /** The blobs that records refer to. */
  static Set<Cid> references(Connection connection) throws SQLException {
    var found = new HashSet<Cid>();
    try (var select = connection.prepareStatement(REFERENCES);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(Cid.read(rows.getBytes(1), 0));
      }
    }
    return found;
  }
}
