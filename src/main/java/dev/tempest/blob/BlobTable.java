package dev.tempest.blob;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code blob}: what was uploaded, as which type, and when last. */
final class BlobTable {
  private static final String PUT =
      """
      INSERT INTO blob (did, cid, mime_type, size, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (did, cid) DO UPDATE
      SET mime_type = excluded.mime_type, created_at = excluded.created_at
      """;
  private static final String FIND =
      "SELECT mime_type, size, created_at FROM blob WHERE did = ? AND cid = ?";
  private static final String RENEW = "UPDATE blob SET created_at = ? WHERE did = ? AND cid = ?";
  private static final String DELETE = "DELETE FROM blob WHERE did = ? AND cid = ?";
  private static final String DELETE_ALL = "DELETE FROM blob WHERE did = ?";
  private static final String UPLOADED_BETWEEN =
      """
      SELECT did, cid, size, mime_type FROM blob
      WHERE (did, cid) > (?, ?) AND created_at >= ? AND created_at < ?
      ORDER BY did, cid LIMIT ?
      """;

  private static final String BEHIND =
      "SELECT did, cid, size FROM blob WHERE (did, cid) > (?, ?) ORDER BY did, cid LIMIT ?";
  private static final String OF_ACCOUNT =
      "SELECT cid FROM blob WHERE did = ? AND cid > ? ORDER BY cid LIMIT ?";
  private static final String SIZES = "SELECT cid, size FROM blob WHERE did = ?";
  private static final String COUNT = "SELECT count(*) FROM blob WHERE did = ?";

  private BlobTable() {}

  record Row(String mimeType, long size, Instant createdAt) {}

  /** A blob of an account. */
  record Listed(Did did, Cid cid, long size, String mimeType) {}

  /** A span of {@code created_at}: from {@code from} on, before {@code until}. */
  record Span(Instant from, Instant until) {}

  static void put(Connection tx, Did did, BlobRef blob, Instant createdAt) throws SQLException {
    try (var put = tx.prepareStatement(PUT)) {
      put.setString(1, did.value());
      put.setBytes(2, blob.cid().toBytes());
      put.setString(3, blob.mimeType());
      put.setLong(4, blob.size());
      put.setLong(5, createdAt.toEpochMilli());
      put.executeUpdate();
    }
  }

  static @Nullable Row find(Connection connection, Did did, Cid cid) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      select.setBytes(2, cid.toBytes());
      try (var row = select.executeQuery()) {
        return row.next()
            ? new Row(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3)))
            : null;
      }
    }
  }

  /** As if it were uploaded at {@code createdAt}. */
  static void renew(Connection tx, Did did, Cid cid, Instant createdAt) throws SQLException {
    try (var update = tx.prepareStatement(RENEW)) {
      update.setLong(1, createdAt.toEpochMilli());
      update.setString(2, did.value());
      update.setBytes(3, cid.toBytes());
      update.executeUpdate();
    }
  }

  static void delete(Connection tx, Did did, Cid cid) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, did.value());
      delete.setBytes(2, cid.toBytes());
      delete.executeUpdate();
    }
  }

  static void deleteAll(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE_ALL)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }

  /** Blobs last uploaded in {@code span}, account by account, after {@code after}. */
  static List<Listed> uploadedIn(
      Connection connection, Span span, @Nullable Listed after, int limit) throws SQLException {
    try (var select = connection.prepareStatement(UPLOADED_BETWEEN)) {
      select.setString(1, after == null ? "" : after.did().value());
      select.setBytes(2, after == null ? new byte[0] : after.cid().toBytes());
      select.setLong(3, span.from().toEpochMilli());
      select.setLong(4, span.until().toEpochMilli());
      select.setInt(5, limit);
      var found = new ArrayList<Listed>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Listed(
                  new Did(rows.getString(1)),
                  Cid.read(rows.getBytes(2), 0),
                  rows.getLong(3),
                  rows.getString(4)));
        }
      }
      return found;
    }
  }

  /** All blobs, account by account, after {@code after}. */
  static List<StoredBlobs.Stored> behind(
      Connection connection, StoredBlobs.@Nullable Stored after, int limit) throws SQLException {
    try (var select = connection.prepareStatement(BEHIND)) {
      select.setString(1, after == null ? "" : after.did().value());
      select.setBytes(2, after == null ? new byte[0] : after.cid().toBytes());
      select.setInt(3, limit);
      var found = new ArrayList<StoredBlobs.Stored>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new StoredBlobs.Stored(
                  new Did(rows.getString(1)), Cid.read(rows.getBytes(2), 0), rows.getLong(3)));
        }
      }
      return found;
    }
  }

  /** Blobs of {@code did} in CID order after {@code after}. */
  static List<Cid> ofAccount(Connection connection, Did did, @Nullable Cid after, int limit)
      throws SQLException {
    try (var select = connection.prepareStatement(OF_ACCOUNT)) {
      select.setString(1, did.value());
      select.setBytes(2, after == null ? new byte[0] : after.toBytes());
      select.setInt(3, limit);
      var found = new ArrayList<Cid>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(Cid.read(rows.getBytes(1), 0));
        }
      }
      return found;
    }
  }

  /** All blobs of {@code did} and their sizes. */
  static Map<Cid, Long> sizes(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(SIZES)) {
      select.setString(1, did.value());
      var found = new HashMap<Cid, Long>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(Cid.read(rows.getBytes(1), 0), rows.getLong(2));
        }
      }
      return found;
    }
  }

  static long count(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(COUNT)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }
}
