package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Lets accounts rest and return, and tells the network. */
@Singleton
public class AccountLifecycle {
  private static final Logger LOG = Logger.getLogger(AccountLifecycle.class);

  private final RepoFiles repos;
  private final RepoExport export;
  private final AccountOutbox outbox;
  private final HostedAccounts hosted;
  private final PublishedIdentity published;
  private final InstantSource clock;

  AccountLifecycle(
      RepoFiles repos,
      RepoExport export,
      AccountOutbox outbox,
      HostedAccounts hosted,
      PublishedIdentity published,
      InstantSource clock) {
    this.repos = repos;
    this.export = export;
    this.outbox = outbox;
    this.hosted = hosted;
    this.published = published;
    this.clock = clock;
  }

  /**
   * Makes the account active, unless its DID document names another server or key. One that is
   * active is announced again, for those who missed something.
   */
  public void activate(Did did) {
    published.requireHere(did);
    repos.exclusively(
        did,
        () -> {
          Event sync = export.syncEvent(did);
          outbox.write(
              (tx, announcements) -> {
                requireNotTakenDown(AccountTable.requireLive(tx, did).status());
                LifecycleTable.activate(tx, did);
                ReturnEvents.add(announcements, AccountTable.requireLive(tx, did), sync);
                return null;
              });
          hosted.changed(did);
          return null;
        });
    LOG.infof("event=account_activated did=%s", did);
  }

  /**
   * Lets the account rest: nobody but its owner sees it.
   *
   * @param deleteAfter when it shall be erased unless it returns
   */
  public void deactivate(Did did, @Nullable Instant deleteAfter) {
    repos.exclusively(
        did,
        () -> {
          outbox.write(
              (tx, announcements) -> {
                boolean wasActive = AccountTable.requireLive(tx, did).status().isActive();
                LifecycleTable.deactivate(tx, did, clock.instant(), deleteAfter);
                if (wasActive) {
                  announcements.add(ReturnEvents.status(did, AccountStatus.DEACTIVATED));
                }
                return null;
              });
          hosted.changed(did);
          return null;
        });
    LOG.infof("event=account_deactivated did=%s delete_after=%s", did, deleteAfter);
  }

  private static void requireNotTakenDown(AccountStatus status) {
    if (status.isTakenDown()) {
      throw Refusal.invalid("Account has been taken down");
    }
  }
}
