package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** What of {@code account} lets people in or reach them. Callers own the transaction. */
final class CredentialTable {
  private static final String PASSWORD = "UPDATE account SET password_hash = ? WHERE did = ?";
  private static final String EMAIL =
      "UPDATE account SET email = ?, email_confirmed_at = NULL WHERE did = ?";
  private static final String CONFIRMED = "UPDATE account SET email_confirmed_at = ? WHERE did = ?";
  private static final String END_SESSIONS = "DELETE FROM session WHERE did = ?";

  private CredentialTable() {}

  static void setPassword(Connection tx, Did did, String hash) throws SQLException {
    try (var update = tx.prepareStatement(PASSWORD)) {
      update.setString(1, hash);
      update.setString(2, did.value());
      update.executeUpdate();
    }
  }

  /** Not confirmed, whatever the one before was. */
  static void setEmail(Connection tx, Did did, String email) throws SQLException {
    try (var update = tx.prepareStatement(EMAIL)) {
      update.setString(1, email);
      update.setString(2, did.value());
      update.executeUpdate();
    }
  }

  static void setEmailConfirmed(Connection tx, Did did, Instant at) throws SQLException {
    try (var update = tx.prepareStatement(CONFIRMED)) {
      update.setLong(1, at.getEpochSecond());
      update.setString(2, did.value());
      update.executeUpdate();
    }
  }

  /** Ends all sessions; access tokens that are out live to their end. */
  static void endSessions(Connection tx, Did did) throws SQLException {
    try (var delete = tx.prepareStatement(END_SESSIONS)) {
      delete.setString(1, did.value());
      delete.executeUpdate();
    }
  }
}
