package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code node}: the MST nodes that the head reaches. */
final class NodeTable {
  private static final String FIND = "SELECT content FROM node WHERE cid = ?";
  private static final String INSERT =
      "INSERT INTO node (cid, rev, content) VALUES (?, ?, ?) ON CONFLICT (cid) DO NOTHING";
  private static final String DELETE = "DELETE FROM node WHERE cid = ?";
  private static final String COUNT = "SELECT count(*) FROM node";

  private NodeTable() {}

  static long count(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(COUNT);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }

  static @Nullable Bytes find(Connection connection, Cid cid) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setBytes(1, cid.toBytes());
      try (var row = select.executeQuery()) {
        return row.next() ? Bytes.wrap(row.getBytes(1)) : null;
      }
    }
  }

  static void putAll(Connection tx, Tid rev, Map<Cid, Bytes> nodes) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      for (var node : nodes.entrySet()) {
        insert.setBytes(1, node.getKey().toBytes());
        insert.setString(2, rev.value());
        insert.setBytes(3, node.getValue().unwrap());
        insert.executeUpdate();
      }
    }
  }

  static void deleteAll(Connection tx, Set<Cid> nodes) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      for (Cid node : nodes) {
        delete.setBytes(1, node.toBytes());
        delete.executeUpdate();
      }
    }
  }
}
