package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code record} and {@code collection}: each record under its key, with its block. */
final class RecordTable {
  private static final String FIND =
      """
      SELECT r.id, r.rkey, r.cid, r.content FROM record r
      WHERE r.collection = (SELECT id FROM collection WHERE nsid = ?) AND r.rkey = ?
      """;
  private static final String LIST =
      """
      SELECT r.id, r.rkey, r.cid, r.content FROM record r
      WHERE r.collection = (SELECT id FROM collection WHERE nsid = ?) AND r.rkey %s ?
      ORDER BY r.rkey %s LIMIT ?
      """;
  private static final String LIST_NEWEST_FIRST = LIST.formatted("<", "DESC");
  private static final String LIST_OLDEST_FIRST = LIST.formatted(">", "ASC");
  private static final String COLLECTIONS =
      """
      SELECT nsid FROM collection c
      WHERE EXISTS (SELECT 1 FROM record r WHERE r.collection = c.id) ORDER BY nsid
      """;
  private static final String HAS =
      """
      SELECT 1 FROM record
      WHERE collection = (SELECT id FROM collection WHERE nsid = ?) LIMIT 1
      """;
  private static final String COUNT = "SELECT count(*) FROM record";
  private static final String INSERT_COLLECTION =
      "INSERT INTO collection (nsid) VALUES (?) ON CONFLICT (nsid) DO NOTHING";
  private static final String UPSERT =
      """
      INSERT INTO record (collection, rkey, cid, rev, content)
      VALUES ((SELECT id FROM collection WHERE nsid = ?), ?, ?, ?, ?)
      ON CONFLICT (collection, rkey) DO UPDATE
        SET cid = excluded.cid, rev = excluded.rev, content = excluded.content
      RETURNING id
      """;
  private static final String DELETE = "DELETE FROM record WHERE id = ?";

  /** Beyond every record key: keys are ASCII, {@code ~} is their highest character. */
  private static final String AFTER_EVERY_KEY = "\u007f";

  private RecordTable() {}

  /** A record as it is stored; {@code id} is its row. */
  record Row(long id, RecordKey rkey, Cid cid, Bytes content) {}

  static @Nullable Row find(Connection connection, RecordPath path) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, path.collection().value());
      select.setString(2, path.rkey().value());
      try (var rows = select.executeQuery()) {
        return rows.next() ? row(rows) : null;
      }
    }
  }

  /** The part of a collection that {@code listRecords} asks for. */
  record Page(Nsid collection, int limit, @Nullable String cursor, boolean oldestFirst) {}

  static List<Row> list(Connection connection, Page page) throws SQLException {
    String sql = page.oldestFirst() ? LIST_OLDEST_FIRST : LIST_NEWEST_FIRST;
    String start = page.oldestFirst() ? "" : AFTER_EVERY_KEY;
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, page.collection().value());
      select.setString(2, page.cursor() == null ? start : page.cursor());
      select.setInt(3, page.limit());
      var found = new ArrayList<Row>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(row(rows));
        }
      }
      return found;
    }
  }

  static List<Nsid> collections(Connection connection) throws SQLException {
    var found = new ArrayList<Nsid>();
    try (var select = connection.prepareStatement(COLLECTIONS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(new Nsid(rows.getString(1)));
      }
    }
    return found;
  }

  static boolean has(Connection connection, Nsid collection) throws SQLException {
    try (var select = connection.prepareStatement(HAS)) {
      select.setString(1, collection.value());
      try (var rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  static long count(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(COUNT);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }

  static void addCollection(Connection tx, Nsid collection) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT_COLLECTION)) {
      insert.setString(1, collection.value());
      insert.executeUpdate();
    }
  }

  /** Returns the record's row; its collection must be there. */
  static long put(Connection tx, RecordPath path, Cid cid, Tid rev, Bytes content)
      throws SQLException {
    try (var upsert = tx.prepareStatement(UPSERT)) {
      upsert.setString(1, path.collection().value());
      upsert.setString(2, path.rkey().value());
      upsert.setBytes(3, cid.toBytes());
      upsert.setString(4, rev.value());
      upsert.setBytes(5, content.unwrap());
      try (var row = upsert.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  static void delete(Connection tx, long id) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }

  private static Row row(ResultSet rows) throws SQLException {
    return new Row(
        rows.getLong(1),
        new RecordKey(rows.getString(2)),
        Cid.read(rows.getBytes(3), 0),
        Bytes.wrap(rows.getBytes(4)));
  }
}
