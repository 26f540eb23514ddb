package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code outbox} of one account's repo file. Callers own the transaction. */
final class OutboxTable {
  private static final String INSERT =
      "INSERT INTO outbox (rev, type, event) VALUES (?, ?, ?) RETURNING id";
  private static final String SELECT =
      "SELECT o.id, o.rev, o.event, r.did FROM outbox o, repo r ORDER BY o.id";
  private static final String DELETE = "DELETE FROM outbox WHERE id <= ?";

  private static final String HOLDS = "SELECT 1 FROM outbox WHERE rev >= ? LIMIT 1";

  private OutboxTable() {}

  /** Whether an event of {@code rev}, or of a later one, lies there. */
  static boolean holds(Connection connection, Tid rev) throws SQLException {
    try (var select = connection.prepareStatement(HOLDS)) {
      select.setString(1, rev.value());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  static long insert(Connection tx, Tid rev, Event event) throws SQLException {
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setString(1, rev.value());
      insert.setString(2, event.type());
      insert.setBytes(3, event.toOutbox().unwrap());
      try (var row = insert.executeQuery()) {
        return row.getLong(1);
      }
    }
  }

  static List<PendingEvent> all(Connection connection) throws SQLException {
    var events = new ArrayList<PendingEvent>();
    try (var select = connection.prepareStatement(SELECT);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        var event = Event.fromOutbox(Bytes.wrap(rows.getBytes(3)));
        var did = new Did(rows.getString(4));
        var rev = new Tid(rows.getString(2));
        events.add(new PendingEvent(did, PendingEvent.Origin.REPO, rows.getLong(1), rev, event));
      }
    }
    return events;
  }

  static void deleteUpTo(Connection tx, long id) throws SQLException {
    try (var delete = tx.prepareStatement(DELETE)) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }
}
