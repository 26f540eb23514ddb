package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code account}, as commands show it. Callers own the transaction. */
final class OperatedAccountTable {
  private static final String LIST =
      """
      SELECT did, handle, email, email_confirmed_at, status, created_at, deactivated_at,
        takedown_ref, blob_quota
      FROM account WHERE incomplete = 0 AND status <> 'deleted' AND (?1 IS NULL OR did = ?1)
      ORDER BY created_at, did
      """;

  private OperatedAccountTable() {}

  /** All accounts, or only that with {@code did}. */
  static List<OperatedAccount> list(Connection connection, @Nullable Did did) throws SQLException {
    try (var select = connection.prepareStatement(LIST)) {
      select.setString(1, did == null ? null : did.value());
      var found = new ArrayList<OperatedAccount>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(read(rows));
        }
      }
      return found;
    }
  }

  private static OperatedAccount read(ResultSet row) throws SQLException {
    String handle = row.getString(2);
    return new OperatedAccount(
        new Did(row.getString(1)),
        handle == null ? Handle.INVALID : new Handle(handle),
        row.getString(3),
        time(row, 4),
        AccountStatus.of(row.getString(5)),
        Instant.ofEpochSecond(row.getLong(6)),
        time(row, 7),
        row.getString(8),
        number(row, 9));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    Long seconds = number(row, column);
    return seconds == null ? null : Instant.ofEpochSecond(seconds);
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
