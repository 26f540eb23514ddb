package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.record.RecentRecords.Recent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code record} by the revision that brought it. There is no index of those: none is needed. */
final class RecentTable {
  private static final String FIND =
      """
      SELECT rkey, cid, rev, content FROM record
      WHERE collection = (SELECT id FROM collection WHERE nsid = ?) AND rkey = ?
      """;
  private static final String NEWEST =
      """
      SELECT rkey, cid, rev, content FROM record
      WHERE collection = (SELECT id FROM collection WHERE nsid = ?)
      ORDER BY rkey DESC LIMIT ?
      """;

  /** Among the first rows, so that a repository that has only newer records costs no scan. */
  private static final String ANY_OLDER =
      "SELECT 1 FROM (SELECT rev FROM record ORDER BY id LIMIT 100) WHERE rev <= ? LIMIT 1";

  private RecentTable() {}

  static @Nullable Recent find(Connection connection, RecordPath path) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, path.collection().value());
      select.setString(2, path.rkey().value());
      try (var rows = select.executeQuery()) {
        return rows.next() ? row(path.collection(), rows) : null;
      }
    }
  }

  /** Those with the highest keys, highest first. */
  static List<Recent> newest(Connection connection, Nsid collection, int most) throws SQLException {
    try (var select = connection.prepareStatement(NEWEST)) {
      select.setString(1, collection.value());
      select.setInt(2, most);
      var found = new ArrayList<Recent>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(row(collection, rows));
        }
      }
      return found;
    }
  }

  static boolean hasOlder(Connection connection, Tid rev) throws SQLException {
    try (var select = connection.prepareStatement(ANY_OLDER)) {
      select.setString(1, rev.value());
      try (var rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static Recent row(Nsid collection, ResultSet rows) throws SQLException {
    return new Recent(
        new RecordPath(collection, new RecordKey(rows.getString(1))),
        Cid.read(rows.getBytes(2), 0),
        new Tid(rows.getString(3)),
        Bytes.wrap(rows.getBytes(4)));
  }
}
