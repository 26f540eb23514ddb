package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
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

  private static final String ADVANCE =
      "UPDATE sqlite_sequence SET seq = ? WHERE name = 'repo_seq' AND seq < ?";
  private static final String FIRST_SEQ =
      "INSERT INTO sqlite_sequence (name, seq) SELECT 'repo_seq', ? WHERE NOT EXISTS"
          + " (SELECT 1 FROM sqlite_sequence WHERE name = 'repo_seq')";
  private static final String OLDEST = "SELECT min(created_at) FROM repo_seq";
  private static final String NEWEST_COMMIT =
      "SELECT max(rev) FROM repo_seq WHERE did = ? AND type = '#commit'";
  private static final String TELLS_OF =
      """
      SELECT 1 FROM repo_seq WHERE did = ?1
      AND (rev = ?2 AND type IN ('#commit', '#sync') OR rev > ?2 AND type = '#sync') LIMIT 1
      """;

  private static final String CONTAINS =
      "SELECT 1 FROM repo_seq WHERE did = ? AND rev = ? AND type = ?";

  private EventTable() {}

  static boolean contains(Connection connection, PendingEvent pending) throws SQLException {
    try (var select = connection.prepareStatement(CONTAINS)) {
      select.setString(1, pending.did().value());
      select.setString(2, pending.rev().value());
      select.setString(3, pending.event().type());
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

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

  /** The next seq is greater than {@code seq}. */
  static void advance(Connection tx, long seq) throws SQLException {
    try (var update = tx.prepareStatement(ADVANCE);
        var insert = tx.prepareStatement(FIRST_SEQ)) {
      update.setLong(1, seq);
      update.setLong(2, seq);
      update.executeUpdate();
      insert.setLong(1, seq);
      insert.executeUpdate();
    }
  }

  static @Nullable Instant oldest(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(OLDEST);
        var row = select.executeQuery()) {
      long millis = row.getLong(1);
      return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
  }

  static @Nullable Tid newestCommit(Connection connection, Did did) throws SQLException {
    try (var select = connection.prepareStatement(NEWEST_COMMIT)) {
      select.setString(1, did.value());
      try (var row = select.executeQuery()) {
        String rev = row.getString(1);
        return rev == null ? null : new Tid(rev);
      }
    }
  }

  /** Whether an event tells of the revision, or a later one of where the repository stands. */
  static boolean tellsOf(Connection connection, Did did, Tid rev) throws SQLException {
    try (var select = connection.prepareStatement(TELLS_OF)) {
      select.setString(1, did.value());
      select.setString(2, rev.value());
      try (var row = select.executeQuery()) {
        return row.next();
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
