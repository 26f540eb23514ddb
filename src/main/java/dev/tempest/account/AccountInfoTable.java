package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code account}, as the operator sees it. */
final class AccountInfoTable {
  private static final String COLUMNS =
      """
      SELECT did, handle, email, created_at, email_confirmed_at, deactivated_at, invites_disabled,
        invite_note
      FROM account WHERE incomplete = 0 AND status <> 'deleted'
      """;
  private static final String BY_DID = COLUMNS + " AND did = ?";
  private static final String SEARCH =
      COLUMNS
          + """
             AND (created_at, did) > (?1, ?2) AND (?3 IS NULL OR instr(lower(email), lower(?3)) > 0)
            ORDER BY created_at, did LIMIT ?4
            """;

  private static final String ALL =
      "SELECT did FROM account WHERE incomplete = 0 AND status <> 'deleted' ORDER BY did";

  private AccountInfoTable() {}

  static List<Did> all(Connection connection) throws SQLException {
    var found = new ArrayList<Did>();
    try (var select = connection.prepareStatement(ALL);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(new Did(rows.getString(1)));
      }
    }
    return found;
  }

  /** Those of {@code dids} that there are, in their order. */
  static List<AccountInfo> find(Connection connection, Collection<Did> dids) throws SQLException {
    var found = new ArrayList<AccountInfo>();
    try (var select = connection.prepareStatement(BY_DID)) {
      for (Did did : dids) {
        select.setString(1, did.value());
        try (var row = select.executeQuery()) {
          if (row.next()) {
            found.add(read(row));
          }
        }
      }
    }
    return found;
  }

  static List<AccountInfo> search(Connection connection, AccountInfos.Search search)
      throws SQLException {
    try (var select = connection.prepareStatement(SEARCH)) {
      var after = search.after();
      select.setLong(1, after == null ? Long.MIN_VALUE : after.createdAt().getEpochSecond());
      select.setString(2, after == null ? "" : after.did().value());
      select.setString(3, search.email());
      select.setInt(4, search.most());
      var found = new ArrayList<AccountInfo>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(read(rows));
        }
      }
      return found;
    }
  }

  private static AccountInfo read(ResultSet row) throws SQLException {
    String handle = row.getString(2);
    return new AccountInfo(
        new Did(row.getString(1)),
        handle == null ? Handle.INVALID : new Handle(handle),
        row.getString(3),
        Instant.ofEpochSecond(row.getLong(4)),
        time(row, 5),
        time(row, 6),
        row.getInt(7) != 0,
        row.getString(8));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    long seconds = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochSecond(seconds);
  }
}
