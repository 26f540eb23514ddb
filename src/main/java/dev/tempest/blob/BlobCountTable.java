package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** {@code blob}, counted. */
final class BlobCountTable {
  private static final String TOTALS =
      "SELECT count(DISTINCT did), coalesce(sum(size), 0) FROM blob";
  private static final String OF_ACCOUNT = "SELECT cid FROM blob WHERE did = ?";

  private static final String BY_ACCOUNT = "SELECT did, count(*), sum(size) FROM blob GROUP BY did";

  private BlobCountTable() {}

  static Map<Did, BlobStatistics.Usage> byAccount(Connection connection) throws SQLException {
    var found = new HashMap<Did, BlobStatistics.Usage>();
    try (var select = connection.prepareStatement(BY_ACCOUNT);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.put(
            new Did(rows.getString(1)), new BlobStatistics.Usage(rows.getLong(2), rows.getLong(3)));
      }
    }
    return found;
  }

  static BlobStatistics.Totals totals(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(TOTALS);
        var row = select.executeQuery()) {
      return new BlobStatistics.Totals(row.getLong(1), row.getLong(2));
    }
  }

  static Set<Cid> ofAccount(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(OF_ACCOUNT)) {
      select.setString(1, did.value());
      var found = new HashSet<Cid>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(Cid.read(rows.getBytes(1), 0));
        }
      }
      return found;
    }
  }
}
