package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
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

  private static final String BY_DID =
      """
      SELECT did, handle, status, incomplete FROM account WHERE did > ? ORDER BY did LIMIT ?
      """;

  private AccountListTable() {}

  /** Accounts and tombstones behind {@code did}, in the order of DIDs. */
  static List<StoredAccounts.Account> behind(Connection connection, String did, int most)
      throws SQLException {
    var found = new ArrayList<StoredAccounts.Account>();
    try (var select = connection.prepareStatement(BY_DID)) {
      select.setString(1, did);
      select.setInt(2, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          String handle = rows.getString(2);
          found.add(
              new StoredAccounts.Account(
                  new Did(rows.getString(1)),
                  handle == null ? null : new Handle(handle),
                  AccountStatus.of(rows.getString(3)),
                  rows.getInt(4) == 0));
        }
      }
    }
    return found;
  }

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
