package dev.tempest.record;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code blob_ref}: which records refer to which blobs. */
final class BlobRefTable {
  private static final String INSERT =
      "INSERT INTO blob_ref (cid, record, rev) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String OF_RECORD = "SELECT cid FROM blob_ref WHERE record = ?";
  private static final String DELETE_OF_RECORD = "DELETE FROM blob_ref WHERE record = ?";
  private static final String IS_REFERENCED = "SELECT 1 FROM blob_ref WHERE cid = ? LIMIT 1";
  private static final String LIST =
      """
      SELECT cid FROM blob_ref WHERE cid > ? AND rev > ? GROUP BY cid ORDER BY cid LIMIT ?
      """;
  private static final String REFERENCES =
      """
      SELECT b.cid, c.nsid, r.rkey
      FROM (SELECT cid, min(record) AS record FROM blob_ref WHERE cid > ?
            GROUP BY cid ORDER BY cid LIMIT ?) b
      JOIN record r ON r.id = b.record JOIN collection c ON c.id = r.collection
      ORDER BY b.cid
      """;

  private BlobRefTable() {}

  /** A blob and the first record that refers to it. */
  record Reference(Cid blob, RecordPath record) {}

  static void putAll(Connection tx, long record, Tid rev, List<BlobRef> blobs) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      for (BlobRef blob : blobs) {
        insert.setBytes(1, blob.cid().toBytes());
        insert.setLong(2, record);
        insert.setString(3, rev.value());
        insert.executeUpdate();
      }
    }
  }

  /** Removes what {@code record} refers to, and returns it. */
  static List<Cid> removeOf(Connection tx, long record) throws SQLException {
    List<Cid> removed;
    try (var select = tx.prepareStatement(OF_RECORD)) {
      select.setLong(1, record);
      removed = cids(select);
    }
    if (!removed.isEmpty()) {
      try (var delete = tx.prepareStatement(DELETE_OF_RECORD)) {
        delete.setLong(1, record);
        delete.executeUpdate();
      }
    }
    return removed;
  }

  static boolean isReferenced(Connection connection, Cid blob) throws SQLException {
    try (var select = connection.prepareStatement(IS_REFERENCED)) {
      select.setBytes(1, blob.toBytes());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Blobs in CID order after {@code cursor} that a commit after {@code since} refers to. */
  static List<Cid> list(Connection connection, @Nullable Tid since, @Nullable Cid cursor, int limit)
      throws SQLException {
    try (var select = connection.prepareStatement(LIST)) {
      select.setBytes(1, cursor == null ? new byte[0] : cursor.toBytes());
      select.setString(2, since == null ? "" : since.value());
      select.setInt(3, limit);
      return cids(select);
    }
  }

  private static List<Cid> cids(PreparedStatement select) throws SQLException {
    var found = new ArrayList<Cid>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(Cid.read(rows.getBytes(1), 0));
      }
    }
    return found;
  }

  /** Each blob that is referred to once, in CID order after {@code cursor}. */
  static List<Reference> references(Connection connection, @Nullable Cid cursor, int limit)
      throws SQLException {
    try (var select = connection.prepareStatement(REFERENCES)) {
      select.setBytes(1, cursor == null ? new byte[0] : cursor.toBytes());
      select.setInt(2, limit);
      var found = new ArrayList<Reference>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Reference(
                  Cid.read(rows.getBytes(1), 0),
                  new RecordPath(new Nsid(rows.getString(2)), new RecordKey(rows.getString(3)))));
        }
      }
      return found;
    }
  }
}
