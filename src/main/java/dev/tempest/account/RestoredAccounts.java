package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.record.RepoResigning;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accounts that came out of a backup. What the network knows of them may be newer than they are, so
 * that each is to be announced once more, with a revision of its own.
 */
@Singleton
public final class RestoredAccounts {
  private final Database accounts;
  private final AccountOutbox outbox;
  private final RepoFiles repos;
  private final RepoResigning resigning;

  RestoredAccounts(
      AccountDatabase accounts, AccountOutbox outbox, RepoFiles repos, RepoResigning resigning) {
    this.accounts = accounts.database();
    this.outbox = outbox;
    this.repos = repos;
    this.resigning = resigning;
  }

  /** Marks every account of a database that no server has open; returns how many. */
  public static int mark(Connection tx) throws SQLException {
    return UnannouncedTable.fill(tx);
  }

  /** Takes every mark off, for a copy that shall tell nobody anything. */
  public static void unmark(Connection tx) throws SQLException {
    UnannouncedTable.clear(tx);
  }

  /** The first account behind {@code did}, in the order of DIDs, that is not announced yet. */
  public Optional<Did> nextAfter(@Nullable Did did) {
    return accounts.read(connection -> UnannouncedTable.firstAfter(connection, did));
  }

  /**
   * Signs the account's repository anew and tells subscribers of the account. The mark goes with
   * the events: a crash before that leaves a revision that nobody heard of, and the account waits.
   */
  public void announce(Did did) {
    Supplier<@Nullable Void> announcement =
        () -> {
          @Nullable Event sync = repos.exists(did) ? resigning.renew(did) : null;
          return outbox.write(
              (tx, announcements) -> {
                UnannouncedTable.delete(tx, did);
                var account = AccountTable.findByDid(tx, did);
                if (account.isPresent()) {
                  ReturnEvents.add(announcements, account.get(), sync);
                }
                return null;
              });
        };
    if (repos.exists(did)) {
      repos.exclusively(did, announcement);
    } else {
      announcement.get();
    }
  }
}
