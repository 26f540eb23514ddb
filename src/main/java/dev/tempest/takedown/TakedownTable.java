package dev.tempest.takedown;

import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** {@code takedown}. Callers own the transaction. */
final class TakedownTable {
  private static final String PUT =
      """
      INSERT INTO takedown (did, subject, ref, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (did, subject) DO UPDATE SET ref = excluded.ref
      """;
  private static final String DELETE = "DELETE FROM takedown WHERE did = ? AND subject = ?";
  private static final String ALL = "SELECT did, subject, ref FROM takedown";

  private TakedownTable() {}

  static void put(Connection tx, TakedownSubject subject, String ref, Instant now)
      throws SQLException {
    try (var put = tx.prepareStatement(PUT)) {
      put.setString(1, subject.did().value());
      put.setString(2, subject.name());
      put.setString(3, ref);
      put.setLong(4, now.getEpochSecond());
      put.executeUpdate();
    }
  }

  static void delete(Connection tx, TakedownSubject subject) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, subject.did().value());
      delete.setString(2, subject.name());
      delete.executeUpdate();
    }
  }

  /** The notes, by account and then by the subject's name. */
  static Map<Did, Map<String, String>> all(Connection connection) throws SQLException {
    var found = new HashMap<Did, Map<String, String>>();
    try (var select = connection.prepareStatement(ALL);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        found
            .computeIfAbsent(new Did(rows.getString(1)), _ -> new HashMap<>())
            .put(rows.getString(2), rows.getString(3));
      }
    }
    return Map.copyOf(found);
  }
}
