package dev.tempest.sequencer;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.RepoTransaction;
import dev.tempest.sqlite.Schema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event durable with the change that it tells of. The event is written to the account's
 * own file in the change's transaction and handed to the {@link Sequencer} after it; the row goes
 * with the account's next write, when the log has the event. A crash in between leaves the row, and
 * boot delivers it again.
 */
public final class Outbox implements RepoFiles.ClosingRule {
  private final Sequencer sequencer;
  // per open file: the newest outbox row, and the newest one that the log has
  private final ConcurrentHashMap<Did, Progress> progress = new ConcurrentHashMap<>();

  private record Progress(long appended, long sequenced) {}

  public Outbox(Sequencer sequencer) {
    this.sequencer = sequencer;
    sequencer.onSequenced(
        PendingEvent.Origin.REPO,
        event ->
            progress.computeIfPresent(
                event.did(), (did, was) -> new Progress(was.appended(), event.outboxId())));
  }

  /**
   * Appends {@code events} in order. {@code rev} must be new to the account for each event type.
   */
  public void append(RepoTransaction transaction, Did did, Tid rev, List<Event> events)
      throws SQLException {
    var tx = transaction.connection();
    Progress before = progress.get(did);
    if (before != null && before.sequenced() > 0) {
      OutboxTable.deleteUpTo(tx, before.sequenced());
    }
    var pending = new ArrayList<PendingEvent>();
    for (Event event : events) {
      long id = OutboxTable.insert(tx, rev, event);
      pending.add(new PendingEvent(did, PendingEvent.Origin.REPO, id, rev, event));
    }
    transaction.afterCommit(() -> offer(did, pending));
  }

  private void offer(Did did, List<PendingEvent> pending) {
    progress.merge(
        did,
        new Progress(pending.getLast().outboxId(), 0),
        (was, now) -> new Progress(now.appended(), was.sequenced()));
    sequencer.offer(pending);
  }

  /** To be called when the file of {@code did} is deleted: a new one counts anew. */
  public void forget(Did did) {
    progress.remove(did);
  }

  /** Delivers what a crash left in the outbox of {@code file}; returns how many rows there were. */
  public int recover(Path file) {
    try (var database = Database.open(file, Schema.REPO, new Database.Size(1, 256))) {
      List<PendingEvent> left = database.read(OutboxTable::all);
      if (!left.isEmpty()) {
        sequencer.append(left);
        database.write(
            tx -> {
              OutboxTable.deleteUpTo(tx, left.getLast().outboxId());
              return null;
            });
      }
      return left.size();
    }
  }

  /** Only a file whose events are all in the log may be closed, and it leaves no rows behind. */
  @Override
  public boolean mayClose(Did did, Database database) {
    @Nullable Progress now = progress.get(did);
    if (now == null) {
      return true;
    }
    if (now.sequenced() < now.appended()) {
      return false;
    }
    database.write(
        tx -> {
          OutboxTable.deleteUpTo(tx, now.sequenced());
          return null;
        });
    progress.remove(did);
    return true;
  }
}
