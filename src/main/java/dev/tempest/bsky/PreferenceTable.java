package dev.tempest.bsky;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code preference}. */
final class PreferenceTable {
  private static final String SELECT =
      "SELECT type, value FROM preference WHERE did = ? ORDER BY position";
  private static final String DELETE = "DELETE FROM preference WHERE did = ?";
  private static final String INSERT =
      "INSERT INTO preference (did, position, type, value) VALUES (?, ?, ?, ?)";

  private PreferenceTable() {}

  /** One preference; {@code json} is the whole of it. */
  record Row(String type, String json) {}

  static List<Row> list(Connection connection, Did did) throws SQLException {
    var found = new ArrayList<Row>();
    try (var select = connection.prepareStatement(SELECT)) {
      select.setString(1, did.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Row(rows.getString(1), rows.getString(2)));
        }
      }
    }
    return found;
  }

  static void replace(Connection tx, Did did, List<Row> rows) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE);
        var insert = tx.prepareStatement(INSERT)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
      for (int i = 0; i < rows.size(); i++) {
        insert.setString(1, did.value());
        insert.setInt(2, i);
        insert.setString(3, rows.get(i).type());
        insert.setString(4, rows.get(i).json());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
