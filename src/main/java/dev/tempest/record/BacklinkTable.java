package dev.tempest.record;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code backlink}: the subject of each record of the collections that want one per subject. */
final class BacklinkTable {
  private static final String REPLACE =
      """
      INSERT INTO backlink (record, subject) VALUES (?, ?)
      ON CONFLICT (record) DO UPDATE SET subject = excluded.subject
      """;
  private static final String FIND =
      """
      SELECT r.rkey FROM backlink b JOIN record r ON r.id = b.record
      WHERE b.subject = ? AND r.collection = (SELECT id FROM collection WHERE nsid = ?)
      """;

  private static final String DELETE = "DELETE FROM backlink WHERE record = ?";

  private BacklinkTable() {}

  static void remove(Connection tx, long record) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setLong(1, record);
      delete.executeUpdate();
    }
  }

  static void put(Connection tx, long record, String subject) throws SQLException {
    try (var replace = tx.prepareStatement(REPLACE)) {
      replace.setLong(1, record);
      replace.setString(2, subject);
      replace.executeUpdate();
    }
  }

  static List<RecordPath> find(Connection connection, Nsid collection, String subject)
      throws SQLException {
    var found = new ArrayList<RecordPath>();
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, subject);
      select.setString(2, collection.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new RecordPath(collection, new RecordKey(rows.getString(1))));
        }
      }
    }
    return found;
  }
}
