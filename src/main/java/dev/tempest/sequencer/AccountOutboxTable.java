package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code outbox} of the accounts' database. Callers own the transaction. */
final class AccountOutboxTable {
  private static final String INSERT =
      "INSERT INTO outbox (did, rev, type, event) VALUES (?, ?, ?, ?) RETURNING id";
  private static final String SELECT = "SELECT id, did, rev, event FROM outbox ORDER BY id";
  private static final String DELETE = "DELETE FROM outbox WHERE id = ?";

  private static final String HOLDS_SYNC =
      "SELECT 1 FROM outbox WHERE did = ? AND type = '#sync' LIMIT 1";

  private AccountOutboxTable() {}

  /** Whether an event lies there that tells where the repository of {@code did} stands. */
  static boolean holdsSync(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(HOLDS_SYNC)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static PendingEvent insert(Connection tx, Tid rev, Event event) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, event.did().value());
      insert.setString(2, rev.value());
      insert.setString(3, event.type());
      insert.setBytes(4, event.toOutbox().unwrap());
      try (var row = insert.executeQuery()) {
        return pending(event.did(), row.getLong(1), rev, event);
      }
    }
  }

  static List<PendingEvent> all(Connection connection) throws SQLException {
    var events = new ArrayList<PendingEvent>();
    try (var select = connection.prepareStatement(SELECT);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        var event = Event.fromOutbox(Bytes.wrap(rows.getBytes(4)));
        var did = new Did(rows.getString(2));
        events.add(pending(did, rows.getLong(1), new Tid(rows.getString(3)), event));
      }
    }
    return events;
  }

  private static PendingEvent pending(Did did, long id, Tid rev, Event event) {
    return new PendingEvent(did, PendingEvent.Origin.ACCOUNTS, id, rev, event);
  }

  static void delete(Connection tx, long id) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }
}
