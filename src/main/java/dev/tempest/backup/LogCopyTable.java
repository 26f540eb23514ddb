package dev.tempest.backup;

import java.sql.Connection;
import java.sql.SQLException;

/** {@code repo_seq} in a backup's copy. */
final class LogCopyTable {
  private static final String LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'repo_seq'";

  private LogCopyTable() {}

  /** The last seq that was given, also when its event is gone; 0 when none was. */
  static long lastSeq(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(LAST);
        var row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
