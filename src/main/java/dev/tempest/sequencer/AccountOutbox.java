package dev.tempest.sequencer;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.TidClock;
import dev.tempest.sqlite.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes events about accounts durable with the change of the account's row that they tell of, as
 * {@link Outbox} does for commits. An event's row goes when the log has the event; boot delivers
 * what a crash left.
 *
 * <p>Whoever changes an account whose repository may be written to holds the account's lock ({@code
 * RepoFiles.exclusively}) around {@link #write}: no commit comes between the change and its events.
 */
public final class AccountOutbox {
  private final Database accounts;
  private final Sequencer sequencer;
  private final TidClock tids;

  public AccountOutbox(Database accounts, Sequencer sequencer, TidClock tids) {
    this.accounts = accounts;
    this.sequencer = sequencer;
    this.tids = tids;
    // on the sequencer's thread: such events are few
    sequencer.onSequenced(PendingEvent.Origin.ACCOUNTS, event -> delete(event.outboxId()));
  }

  /** A change of accounts, and what it announces. */
  @FunctionalInterface
  public interface Change<T extends @Nullable Object> {
    T apply(Connection tx, Announcements announcements) throws SQLException;
  }

  /** Takes the events of one change, in the order in which subscribers shall see them. */
  @FunctionalInterface
  public interface Announcements {
    void add(Event event) throws SQLException;
  }

  /** Runs {@code change} in a transaction on the accounts; its events are in it. */
  public <T extends @Nullable Object> T write(Change<T> change) {
    var pending = new ArrayList<PendingEvent>();
    T result =
        accounts.write(
            tx ->
                change.apply(
                    tx,
                    event -> pending.add(AccountOutboxTable.insert(tx, tids.next(null), event))));
    sequencer.offer(pending);
    return result;
  }

  private void delete(long id) {
    accounts.write(
        tx -> {
          AccountOutboxTable.delete(tx, id);
          return null;
        });
  }

  /** Delivers what a crash left; returns how many events there were. Before the port opens. */
  public int recover() {
    List<PendingEvent> left = accounts.read(AccountOutboxTable::all);
    if (!left.isEmpty()) {
      sequencer.append(left);
    }
    return left.size();
  }
}
