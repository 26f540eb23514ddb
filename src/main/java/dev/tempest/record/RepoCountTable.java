package dev.tempest.record;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code record} in numbers. */
final class RepoCountTable {
  private static final String RECORDS = "SELECT count(*) FROM record";

  // walks the index of keys, never the contents
  private static final String BY_COLLECTION =
      """
      SELECT (SELECT nsid FROM collection c WHERE c.id = r.collection), total
      FROM (SELECT collection, count(*) AS total FROM record GROUP BY collection
        ORDER BY total DESC, collection LIMIT ?) r
      """;
  private static final String NEWEST =
      """
      SELECT c.nsid, r.rkey, r.cid, r.rev FROM record r JOIN collection c ON c.id = r.collection
      ORDER BY r.id DESC LIMIT ?
      """;
  private static final String REVS = "SELECT DISTINCT rev FROM record WHERE rev > ?";

  private RepoCountTable() {}

  static long records(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(RECORDS);
        var row = select.executeQuery()) {
      return row.getLong(1);
    }
  }

  /** The largest {@code most}. */
  static Map<Nsid, Long> byCollection(Connection connection, int most) throws SQLException {
    var counts = new LinkedHashMap<Nsid, Long>();
    try (var select = connection.prepareStatement(BY_COLLECTION)) {
      select.setInt(1, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          counts.put(new Nsid(rows.getString(1)), rows.getLong(2));
        }
      }
    }
    return counts;
  }

  /** The records that were created last, newest first. */
  static List<RepoCounts.Created> newest(Connection connection, int most) throws SQLException {
    var found = new ArrayList<RepoCounts.Created>();
    try (var select = connection.prepareStatement(NEWEST)) {
      select.setInt(1, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new RepoCounts.Created(
                  new RecordPath(new Nsid(rows.getString(1)), new RecordKey(rows.getString(2))),
                  Cid.read(rows.getBytes(3), 0),
                  new Tid(rows.getString(4))));
        }
      }
    }
    return found;
  }

  /** Each revision after {@code rev} that brought a record, once; reads the whole table. */
  static void revsAfter(Connection connection, @Nullable Tid rev, Consumer<Tid> found)
      throws SQLException {
    try (var select = connection.prepareStatement(REVS)) {
      select.setString(1, rev == null ? "" : rev.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.accept(new Tid(rows.getString(1)));
        }
      }
    }
  }
}
