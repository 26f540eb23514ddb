package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Tid;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@code node} and {@code record} together: the repository's blocks, whatever they are. */
final class BlockTable {
  private static final String NODES = "SELECT cid, content FROM node";
  private static final String RECORDS = "SELECT cid, content FROM record";
  private static final String NEWER = " WHERE rev > ?";
  private static final String RECORD_BY_CID =
      "SELECT content FROM record WHERE substr(cid, 5, 8) = substr(?1, 5, 8) AND cid = ?1";

  private BlockTable() {}

  /** Takes blocks as they are read. */
  @FunctionalInterface
  interface Sink {
    void block(Cid cid, byte[] content) throws IOException;
  }

  /** All nodes, then all records; with {@code since}, those that came after it. */
  static void copy(Connection connection, @Nullable Tid since, Sink sink)
      throws SQLException, IOException {
    copy(connection, NODES, since, sink);
    copy(connection, RECORDS, since, sink);
  }

  private static void copy(Connection connection, String blocks, @Nullable Tid since, Sink sink)
      throws SQLException, IOException {
    try (var select = connection.prepareStatement(since == null ? blocks : blocks + NEWER)) {
      if (since != null) {
        select.setString(1, since.value());
      }
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          sink.block(Cid.read(rows.getBytes(1), 0), rows.getBytes(2));
        }
      }
    }
  }

  static @Nullable Bytes find(Connection connection, Cid cid) throws SQLException {
    Bytes node = NodeTable.find(connection, cid);
    if (node != null) {
      return node;
    }
    try (var select = connection.prepareStatement(RECORD_BY_CID)) {
      select.setBytes(1, cid.toBytes());
      try (var row = select.executeQuery()) {
        return row.next() ? Bytes.wrap(row.getBytes(1)) : null;
      }
    }
  }
}
