package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.blob.BlobService;
import dev.tempest.fault.Refusal;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sequencer.Outbox;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Erases accounts. What is left is a tombstone, which holds the DID and no handle, and the event
 * that tells of the deletion. The DID lives on in its directory: it is its owner's.
 *
 * <p>The tombstone comes first, with the event: from then on the account is gone for everybody.
 * What is left on the volume goes after it, and boot goes on where a crash ended that.
 */
@Singleton
public final class AccountDeletion {
  private static final Logger LOG = Logger.getLogger(AccountDeletion.class);
  private static final int STRIPES = 64;

  private final Database accounts;
  private final AccountOutbox announcements;
  private final RepoFiles repos;
  private final Outbox outbox;
  private final BlobService blobs;
  private final HostedAccounts hosted;
  private final SealedKeys keys;
  // what is left of an account must be gone before another begins under its DID
  private final Lock[] locks =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

  AccountDeletion(
      AccountDatabase accounts,
      AccountOutbox announcements,
      RepoFiles repos,
      Outbox outbox,
      BlobService blobs,
      HostedAccounts hosted,
      SealedKeys keys) {
    this.accounts = accounts.database();
    this.announcements = announcements;
    this.repos = repos;
    this.outbox = outbox;
    this.blobs = blobs;
    this.hosted = hosted;
    this.keys = keys;
  }

  /** Erases the account, whatever its status; false when there is none. May be repeated. */
  public boolean erase(Did did) {
    return erase(did, tx -> true);
  }

  /**
   * As {@link #erase}, if the account is still deactivated and wanted to be gone by {@code now}.
   */
  boolean eraseIfDue(Did did, Instant now) {
    return erase(did, tx -> LifecycleTable.isDue(tx, did, now));
  }

  private boolean erase(Did did, Condition condition) {
    return alone(
        did,
        () -> {
          boolean buried = bury(did, condition);
          finishOrWait(did);
          return buried;
        });
  }

  /** Asked in the transaction that buries the account. */
  @FunctionalInterface
  private interface Condition {
    boolean holds(Connection tx) throws SQLException;
  }

  /** Runs {@code action} while nobody else erases the account or makes one in its place. */
  <T extends @Nullable Object> T alone(Did did, Supplier<T> action) {
    var lock = locks[Math.floorMod(did.hashCode(), STRIPES)];
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Goes on with what a crash interrupted, or a blob store that could not be reached. At the start
   * before outboxes are delivered: what is in that of a deleted account is for nobody.
   */
  public void finishInterrupted() {
    for (Did did : accounts.read(TombstoneTable::unfinished)) {
      LOG.warnf("event=deletion_resumed did=%s: it was not erased to the end", did);
      finishOrWait(did);
    }
  }

  /** The account is gone, whatever its blobs do. */
  private void finishOrWait(Did did) {
    try {
      finish(did);
    } catch (Refusal.Unavailable | Refusal.UpstreamTimedOut storeIsDown) {
      LOG.errorf("event=deletion_waits did=%s: %s", did, storeIsDown.getMessage());
    }
  }

  private boolean isUnfinished(Did did) {
    return accounts.read(TombstoneTable::unfinished).contains(did);
  }

  /** The first step, after which the account is gone; false when it was before. */
  boolean bury(Did did) {
    return bury(did, tx -> true);
  }

  private boolean bury(Did did, Condition condition) {
    return withRepo(
        did,
        () -> {
          boolean buried =
              announcements.write(
                  (tx, events) -> {
                    var account = AccountTable.findByDid(tx, did);
                    if (account.isEmpty() || account.get().status() == AccountStatus.DELETED) {
                      return false;
                    }
                    if (!condition.holds(tx)) {
                      return false;
                    }
                    TombstoneTable.bury(tx, did);
                    events.add(new Event.Account(did, false, AccountStatus.DELETED.wire()));
                    return true;
                  });
          hosted.changed(did);
          keys.changed(did);
          return buried;
        });
  }

  /** The steps after the first; nothing when there is no tombstone that waits for them. */
  void finish(Did did) {
    alone(
        did,
        () -> {
          if (isUnfinished(did)) {
            eraseRest(did);
          }
          return null;
        });
  }

  private void eraseRest(Did did) {
    eraseRepo(did);
    blobs.eraseAll(did);
    accounts.write(
        tx -> {
          TombstoneTable.finish(tx, did);
          return null;
        });
    LOG.infof("event=account_deleted did=%s", did);
  }

  /** The second step: writes that waited for the first have been refused by now. */
  void eraseRepo(Did did) {
    withRepo(
        did,
        () -> {
          repos.delete(did);
          return null;
        });
    outbox.forget(did);
  }

  private <T extends @Nullable Object> T withRepo(Did did, Supplier<T> action) {
    return repos.exists(did) ? repos.exclusively(did, action) : action.get();
  }
}
