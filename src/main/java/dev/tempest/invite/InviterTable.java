package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code account} says about inviting. Callers own the transaction. */
final class InviterTable {
  private static final String FIND =
      "SELECT created_at, invites_disabled, invite_note FROM account WHERE did = ?";
  private static final String SET =
      "UPDATE account SET invites_disabled = ?, invite_note = ? WHERE did = ? AND status <> 'deleted'";

  private InviterTable() {}

  record Row(Instant createdAt, boolean disabled, @Nullable String note) {}

  static Optional<Row> find(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(FIND)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Row(Instant.ofEpochSecond(row.getLong(1)), row.getBoolean(2), row.getString(3)))
            : Optional.empty();
      }
    }
  }

  /** False when there is no such account. */
  static boolean set(Connection tx, Did did, boolean disabled, @Nullable String note)
      throws SQLException {
    try (var update = tx.prepareStatement(SET)) {
      update.setBoolean(1, disabled);
      update.setString(2, note);
      update.setString(3, did.value());
      return update.executeUpdate() == 1;
    }
  }
}
