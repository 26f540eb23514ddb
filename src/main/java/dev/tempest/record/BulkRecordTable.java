package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code record}, {@code node} and what hangs on them, written by the thousand: statements are
 * prepared once and records numbered here. For one transaction.
 */
final class BulkRecordTable implements AutoCloseable {
  private static final String LAST_ID = "SELECT coalesce(max(id), 0) FROM record";
  private static final String ALL_IDS = "SELECT id FROM record";
  private static final String ADD_COLLECTION =
      """
      INSERT INTO collection (nsid) VALUES (?)
      ON CONFLICT (nsid) DO UPDATE SET nsid = excluded.nsid RETURNING id
      """;
  private static final String FIND = "SELECT id, cid FROM record WHERE collection = ? AND rkey = ?";
  private static final String INSERT =
      "INSERT INTO record (id, collection, rkey, cid, rev, content) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String UPDATE =
      "UPDATE record SET cid = ?, rev = ?, content = ? WHERE id = ?";
  private static final String INSERT_BLOB =
      "INSERT INTO blob_ref (cid, record, rev) VALUES (?, ?, ?)";
  private static final String INSERT_BACKLINK =
      "INSERT INTO backlink (record, subject) VALUES (?, ?)";
  private static final String DELETE_NODES = "DELETE FROM node";
  private static final String INSERT_NODE =
      "INSERT INTO node (cid, rev, content) VALUES (?, ?, ?) ON CONFLICT (cid) DO NOTHING";

  /** Pages that thousands of rows change in no order: they must not go to disk in between. */
  private static final String LARGE_CACHE = "PRAGMA cache_size = -16384";

  private final Connection tx;
  private final String rev;
  private final String usualCache;
  private final List<PreparedStatement> statements = new ArrayList<>();
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement update;
  private final PreparedStatement insertBlob;
  private final PreparedStatement insertBacklink;
  private final PreparedStatement insertNode;
  private final long lastBefore;
  private long lastId;

  /** What is stored gets {@code rev}. */
  BulkRecordTable(Connection tx, Tid rev) throws SQLException {
    this.tx = tx;
    this.rev = rev.value();
    this.usualCache = "PRAGMA cache_size = " + number("PRAGMA cache_size");
    run(LARGE_CACHE);
    this.find = prepare(FIND);
    this.insert = prepare(INSERT);
    this.update = prepare(UPDATE);
    this.insertBlob = prepare(INSERT_BLOB);
    this.insertBacklink = prepare(INSERT_BACKLINK);
    this.insertNode = prepare(INSERT_NODE);
    this.lastBefore = number(LAST_ID);
    this.lastId = lastBefore;
  }

  /** A row as it was. */
  record Stored(long id, Cid cid) {}

  private PreparedStatement prepare(String sql) throws SQLException {
    var statement = tx.prepareStatement(sql);
    statements.add(statement);
    return statement;
  }

  private long number(String sql) throws SQLException {
    try (var statement = tx.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = tx.createStatement()) {
      statement.execute(sql);
    }
  }

  boolean wasEmpty() {
    return lastBefore == 0;
  }

  long addCollection(Nsid collection) throws SQLException {
    try (var statement = tx.prepareStatement(ADD_COLLECTION)) {
      statement.setString(1, collection.value());
      try (var row = statement.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  @Nullable Stored find(long collection, RecordKey rkey) throws SQLException {
    find.setLong(1, collection);
    find.setString(2, rkey.value());
    try (var row = find.executeQuery()) {
      return row.next() ? new Stored(row.getLong(1), Cid.read(row.getBytes(2), 0)) : null;
    }
  }

  /** Returns the new row. */
  long insert(long collection, RecordKey rkey, Cid cid, Bytes content) throws SQLException {
    lastId++;
    insert.setLong(1, lastId);
    insert.setLong(2, collection);
    insert.setString(3, rkey.value());
    insert.setBytes(4, cid.toBytes());
    insert.setString(5, rev);
    insert.setBytes(6, content.unwrap());
    insert.executeUpdate();
    return lastId;
  }

  void update(long record, Cid cid, Bytes content) throws SQLException {
    update.setBytes(1, cid.toBytes());
    update.setString(2, rev);
    update.setBytes(3, content.unwrap());
    update.setLong(4, record);
    update.executeUpdate();
  }

  /** The rows of before that are not in {@code kept}. */
  List<Long> others(BitSet kept) throws SQLException {
    var others = new ArrayList<Long>();
    try (var select = tx.prepareStatement(ALL_IDS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        long id = rows.getLong(1);
        if (id <= lastBefore && !kept.get(Math.toIntExact(id))) {
          others.add(id);
        }
      }
    }
    return others;
  }

  void addBlob(long record, Cid blob) throws SQLException {
    insertBlob.setBytes(1, blob.toBytes());
    insertBlob.setLong(2, record);
    insertBlob.setString(3, rev);
    insertBlob.executeUpdate();
  }

  void addBacklink(long record, String subject) throws SQLException {
    insertBacklink.setLong(1, record);
    insertBacklink.setString(2, subject);
    insertBacklink.executeUpdate();
  }

  void deleteNodes() throws SQLException {
    run(DELETE_NODES);
  }

  void addNode(MstNode node) throws SQLException {
    insertNode.setBytes(1, node.cid().toBytes());
    insertNode.setString(2, rev);
    insertNode.setBytes(3, node.encoded().unwrap());
    insertNode.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (var statement : statements) {
      statement.close();
    }
    run(usualCache);
  }
}
