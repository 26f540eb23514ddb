package dev.tempest.sequencer;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code repo_seq} without its frames: who changed, and by which commits. */
public final class LogDigestTable {
  private static final String CHANGES =
      "SELECT seq, did FROM repo_seq WHERE seq > ? ORDER BY seq LIMIT ?";
  private static final String COMMITS =
      "SELECT rev FROM repo_seq WHERE did = ? AND rev > ? AND type = '#commit' ORDER BY rev";

  private LogDigestTable() {}

  /**
   * Whom a part of the log is about.
   *
   * @param last the last event of the part
   * @param atEnd whether the log has no more
   */
  public record Changes(long last, Set<Did> accounts, boolean atEnd) {
    public Changes {
      accounts = Set.copyOf(accounts);
    }
  }

  /** At most {@code most} events after {@code seq}. */
  public static Changes changesAfter(Connection log, long seq, int most) throws SQLException {
    var accounts = new LinkedHashSet<Did>();
    long last = seq;
    int count = 0;
    try (var select = log.prepareStatement(CHANGES)) {
      select.setLong(1, seq);
      select.setInt(2, most);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          count++;
          last = rows.getLong(1);
          accounts.add(new Did(rows.getString(2)));
        }
      }
    }
    return new Changes(last, accounts, count < most);
  }

  /** The revisions of {@code did} after {@code rev} whose commits the log tells of, in order. */
  public static List<Tid> commitsAfter(Connection log, Did did, @Nullable Tid rev)
      throws SQLException {
    var found = new ArrayList<Tid>();
    try (var select = log.prepareStatement(COMMITS)) {
      select.setString(1, did.value());
      select.setString(2, rev == null ? "" : rev.value());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Tid(rows.getString(1)));
        }
      }
    }
    return found;
  }
}
