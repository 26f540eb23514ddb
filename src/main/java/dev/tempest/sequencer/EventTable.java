package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code repo_seq}: the log of events. Callers own the transaction. */
final class EventTable {
  private static final String INSERT =
      """
      INSERT INTO repo_seq (seq, did, rev, type, created_at, packed, frame)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (did, rev, type) DO NOTHING
      """;
  private static final String PAGE =
      "SELECT seq, packed, frame FROM repo_seq WHERE seq > ? ORDER BY seq LIMIT ?";
  private static final String LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'repo_seq'";
  private static final String FIRST_SINCE = "SELECT min(seq) FROM repo_seq WHERE created_at >= ?";
  private static final String ERASE =
      "DELETE FROM repo_seq WHERE did = ? AND seq < ? RETURNING seq";
  private static final String PRUNE =
      "DELETE FROM repo_seq WHERE seq IN (SELECT seq FROM repo_seq WHERE created_at < ? LIMIT ?)";

  private EventTable() {}

  /** False when the event was there before; {@code seq} is then free still. */
  static boolean insert(
      Connection tx, PendingEvent pending, Instant time, SequencedFrame frame, FramePacking packing)
      throws SQLException {
    Bytes stored = packing.pack(frame.frame());
    try (var insert = tx.prepareStatement(INSERT)) {
      insert.setLong(1, frame.seq());
      insert.setString(2, pending.did().value());
      insert.setString(3, pending.rev().value());
      insert.setString(4, pending.event().type());
      insert.setLong(5, time.toEpochMilli());
      insert.setBoolean(6, stored.length() < frame.frame().length());
      insert.setBytes(7, stored.unwrap());
      return insert.executeUpdate() == 1;
    }
  }

  /** Frames after {@code cursor}, stopping when {@code mostBytes} is passed. */
  static List<SequencedFrame> after(Connection connection, long cursor, int most, long mostBytes)
      throws SQLException {
    var page = new ArrayList<SequencedFrame>();
    try (var select = connection.prepareStatement(PAGE)) {
      select.setLong(1, cursor);
      select.setInt(2, most);
      try (var rows = select.executeQuery()) {
        long bytes = 0;
        while (bytes < mostBytes && rows.next()) {
          Bytes stored = Bytes.wrap(rows.getBytes(3));
          Bytes frame = rows.getBoolean(2) ? FramePacking.unpack(stored) : stored;
          page.add(new SequencedFrame(rows.getLong(1), frame));
          bytes += frame.length();
        }
      }
    }
    return page;
  }

  /** The highest seq ever given; 0 before the first. */
  static long last(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(LAST);
        var row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  static @Nullable Long firstSince(Connection connection, Instant time) throws SQLException {
    try (var select = connection.prepareStatement(FIRST_SINCE)) {
      select.setLong(1, time.toEpochMilli());
      try (var row = select.executeQuery()) {
        long seq = row.getLong(1);
        return row.wasNull() ? null : seq;
      }
    }
  }

  /** Removes the events of {@code did} before {@code seq}; returns which. */
  static Set<Long> erase(Connection tx, Did did, long seq) throws SQLException {
    var erased = new HashSet<Long>();
    try (var delete = tx.prepareStatement(ERASE)) {
      delete.setString(1, did.value());
      delete.setLong(2, seq);
      try (var rows = delete.executeQuery()) {
        while (rows.next()) {
          erased.add(rows.getLong(1));
        }
      }
    }
    return erased;
  }

  /** Removes up to {@code most} events from before {@code time}; returns how many. */
  static int prune(Connection tx, Instant time, int most) throws SQLException {
    try (var delete = tx.prepareStatement(PRUNE)) {
      delete.setLong(1, time.toEpochMilli());
      delete.setInt(2, most);
      return delete.executeUpdate();
    }
  }
}
