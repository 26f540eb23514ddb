package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountListing.Listed;
import dev.tempest.auth.AccountListing.Position;
import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code account}, in order. */
final class AccountListTable {
  private static final String PAGE =
      """
      SELECT did, status, created_at FROM account
      WHERE (created_at, did) > (?, ?) AND incomplete = 0 AND status <> 'deleted'
      ORDER BY created_at, did LIMIT ?
      """;

  private AccountListTable() {}

  static List<Listed> after(Connection connection, long seconds, String did, int most)
      throws SQLException {
    var found = new ArrayList<Listed>();
    try (var select = connection.prepareStatement(PAGE)) {
      select.setLong(1, seconds);
      select.setString(2, did);
      select.setInt(3, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var position =
              new Position(Instant.ofEpochSecond(rows.getLong(3)), new Did(rows.getString(1)));
          found.add(new Listed(position, AccountStatus.of(rows.getString(2))));
        }
      }
    }
    return found;
  }
}
