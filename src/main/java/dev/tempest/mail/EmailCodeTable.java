package dev.tempest.mail;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code email_code}. Callers own the transaction. */
final class EmailCodeTable {
  private static final String COLUMNS =
      "SELECT did, purpose, sealed, lookup, created_at FROM email_code ";
  private static final String OF_ACCOUNT = COLUMNS + "WHERE did = ? ORDER BY purpose";
  private static final String BY_PURPOSE = COLUMNS + "WHERE did = ? AND purpose = ?";
  private static final String BY_LOOKUP = COLUMNS + "WHERE purpose = ? AND lookup = ?";
  private static final String PUT =
      """
      INSERT INTO email_code (did, purpose, sealed, lookup, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (did, purpose) DO UPDATE SET
        sealed = excluded.sealed, lookup = excluded.lookup, created_at = excluded.created_at
      """;
  private static final String DELETE = "DELETE FROM email_code WHERE did = ? AND purpose = ?";

  private EmailCodeTable() {}

  record Row(Did did, Purpose purpose, Bytes sealed, Bytes lookup, Instant createdAt) {}

  static List<Row> ofAccount(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(OF_ACCOUNT)) {
      select.setString(1, did.value());
      return read(select);
    }
  }

  static Optional<Row> find(Connection connection, Did did, Purpose purpose) throws SQLException {
    try (var select = connection.prepareStatement(BY_PURPOSE)) {
      select.setString(1, did.value());
      select.setString(2, purpose.wire());
      return read(select).stream().findFirst();
    }
  }

  static Optional<Row> find(Connection connection, Purpose purpose, Bytes lookup)
      throws SQLException {
    try (var select = connection.prepareStatement(BY_LOOKUP)) {
      select.setString(1, purpose.wire());
      select.setBytes(2, lookup.unwrap());
      return read(select).stream().findFirst();
    }
  }

  private static List<Row> read(PreparedStatement select) throws SQLException {
    var found = new ArrayList<Row>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(
            new Row(
                new Did(rows.getString(1)),
                Purpose.of(rows.getString(2)),
                Bytes.wrap(rows.getBytes(3)),
                Bytes.wrap(rows.getBytes(4)),
                Instant.ofEpochSecond(rows.getLong(5))));
      }
    }
    return found;
  }

  static void put(Connection tx, Row row) throws SQLException {
    try (var put = tx.prepareStatement(PUT)) {
      put.setString(1, row.did().value());
      put.setString(2, row.purpose().wire());
      put.setBytes(3, row.sealed().unwrap());
      put.setBytes(4, row.lookup().unwrap());
      put.setLong(5, row.createdAt().getEpochSecond());
      put.executeUpdate();
    }
  }

  static void delete(Connection tx, Did did, Purpose purpose) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setString(1, did.value());
      delete.setString(2, purpose.wire());
      delete.executeUpdate();
    }
  }
}
