package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of {@code account} a takedown reads and changes. Callers own the transaction. */
final class AccountTakedownTable {
  private static final String FIND =
      """
      SELECT status, takedown_ref, deactivated_at FROM account
      WHERE did = ? AND incomplete = 0 AND status <> 'deleted'
      """;
  private static final String APPLY =
      "UPDATE account SET status = 'takendown', takedown_ref = ? WHERE did = ?";
  private static final String END =
      """
      UPDATE account SET takedown_ref = NULL,
        status = CASE WHEN deactivated_at IS NULL THEN 'active' ELSE 'deactivated' END
      WHERE did = ? AND status = 'takendown'
      """;

  private AccountTakedownTable() {}

  static Optional<AccountTakedown.Standing> find(Connection connection, Did did)
      throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long seconds = row.getLong(3);
        @Nullable Instant deactivatedAt = row.wasNull() ? null : Instant.ofEpochSecond(seconds);
        return Optional.of(
            new AccountTakedown.Standing(
                AccountStatus.of(row.getString(1)), row.getString(2), deactivatedAt));
      }
    }
  }

  static void apply(Connection tx, Did did, String note) throws SQLException {
    try (var update = tx.prepareStatement(APPLY)) {
      update.setString(1, note);
      update.setString(2, did.value());
      update.executeUpdate();
    }
  }

  static void end(Connection tx, Did did) throws SQLException {
    try (var update = tx.prepareStatement(END)) {
      update.setString(1, did.value());
      update.executeUpdate();
    }
  }
}
