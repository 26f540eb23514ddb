package dev.tempest.account;

import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** {@code account}, counted. */
final class AccountCountTable {
  private static final String BY_STATUS =
      "SELECT status, count(*) FROM account WHERE incomplete = 0 GROUP BY status";

  private AccountCountTable() {}

  /** Tombstones too. A status that no account has is not there. */
  static Map<AccountStatus, Long> byStatus(Connection connection) throws SQLException {
    var found = new EnumMap<AccountStatus, Long>(AccountStatus.class);
    try (var select = connection.prepareStatement(BY_STATUS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.put(AccountStatus.of(rows.getString(1)), rows.getLong(2));
      }
    }
    return found;
  }
}
