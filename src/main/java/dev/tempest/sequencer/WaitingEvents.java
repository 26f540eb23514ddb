package dev.tempest.sequencer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Events that are in an outbox and not in the log, by a look at files that others may have open.
 */
public final class WaitingEvents {
  private WaitingEvents() {}

  /** Those of the accounts' database. */
  public static long ofAccounts(Connection accounts, Connection log) throws SQLException {
    return count(AccountOutboxTable.all(accounts), log);
  }

  /** Those of one repo file. */
  public static long ofRepo(Connection repo, Connection log) throws SQLException {
    return count(OutboxTable.all(repo), log);
  }

  private static long count(List<PendingEvent> pending, Connection log) throws SQLException {
    long waiting = 0;
    for (PendingEvent event : pending) {
      if (!EventTable.contains(log, event) && !isForgotten(event, log)) {
        waiting++;
      }
    }
    return waiting;
  }

  /** The log drops old events; a row of a quiet account outlives them. */
  private static boolean isForgotten(PendingEvent event, Connection log) throws SQLException {
    Instant oldest = EventTable.oldest(log);
    return oldest == null ? EventTable.last(log) > 0 : event.rev().time().isBefore(oldest);
  }
}
