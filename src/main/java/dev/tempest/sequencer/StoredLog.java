package dev.tempest.sequencer;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The event log of a volume that no server uses: looked at, and moved on after a restore. */
public final class StoredLog {
  /** An imported revision may be this far ahead of the event that tells of it, and more. */
  private static final Duration AHEAD = Duration.ofMinutes(10);

  private StoredLog() {}

  /** The highest seq ever given; 0 before the first. */
  public static long lastSeq(Connection log) throws SQLException {
    return EventTable.last(log);
  }

  /** Makes the next seq greater than {@code seq}. */
  public static void advance(Connection tx, long seq) throws SQLException {
    EventTable.advance(tx, seq);
  }

  /** The newest commit of {@code did} that the log tells of. */
  public static Optional<Tid> newestCommit(Connection log, Did did) throws SQLException {
    return Optional.ofNullable(EventTable.newestCommit(log, did));
  }

  /** The databases that events lie in. */
  public record Files(Connection log, Connection accounts, Connection repo) {}

  /**
   * Whether subscribers have heard of the revision, or will: an event in the log or on its way
   * there tells of it. True also for one so old that the log has dropped its event.
   */
  public static boolean tellsOf(Files files, Did did, Tid rev) throws SQLException {
    return EventTable.tellsOf(files.log(), did, rev)
        || OutboxTable.holds(files.repo(), rev)
        || AccountOutboxTable.holdsSync(files.accounts(), did)
        || isForgotten(files.log(), rev);
  }

  private static boolean isForgotten(Connection log, Tid rev) throws SQLException {
    Instant oldest = EventTable.oldest(log);
    return oldest == null ? EventTable.last(log) > 0 : rev.time().isBefore(oldest.plus(AHEAD));
  }
}
