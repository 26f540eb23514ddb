package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleResolver;
import dev.tempest.identity.HostedDids;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gives accounts other handles: first in the DID document, then here. Each step does nothing where
 * it is done already, so that repeating a change finishes what a failure or a crash left; the
 * change to the handle that an account has announces it again.
 */
@Singleton
public final class HandleChange {
  private static final Logger LOG = Logger.getLogger(HandleChange.class);
  private static final int STRIPES = 64;

  private final HandleRules rules;
  private final ClaimedNames claimed;
  private final HostedAccounts directory;
  private final HostedDids dids;
  private final HandleResolver resolver;
  private final AccountOutbox outbox;
  private final RepoFiles repos;
  // one change at a time of one account: document and row must end up with the same handle
  private final Lock[] locks =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

  HandleChange(
      HandleRules rules,
      ClaimedNames claimed,
      HostedAccounts directory,
      HostedDids dids,
      HandleResolver resolver,
      AccountOutbox outbox,
      RepoFiles repos) {
    this.rules = rules;
    this.claimed = claimed;
    this.directory = directory;
    this.dids = dids;
    this.resolver = resolver;
    this.outbox = outbox;
    this.repos = repos;
  }

  /**
   * What the account's owner chose: under a domain of this server, or one that leads to the DID.
   */
  public Handle change(Did did, String handle) {
    return change(did, () -> rules.requireFitFor(did, handle));
  }

  /** What the operator chose, who may also give away reserved names and the server's own. */
  public Handle changeByOperator(Did did, String handle) {
    return change(did, () -> rules.requireFitByOperator(did, handle));
  }

  private Handle change(Did did, Supplier<Handle> chosen) {
    requireHandle(did);
    Handle handle = chosen.get();
    Handle former;
    var lock = locks[Math.floorMod(did.hashCode(), STRIPES)];
    lock.lock();
    try {
      former = requireHandle(did); // another than above when a change came in between
      if (!claimed.add(handle.value())) {
        throw AccountCreation.taken(handle);
      }
      try {
        changeClaimed(did, handle);
      } finally {
        claimed.remove(handle.value());
      }
    } finally {
      lock.unlock();
    }
    resolver.forget(former);
    resolver.forget(handle);
    LOG.infof("event=handle_changed did=%s handle=%s former=%s", did, handle, former);
    return handle;
  }

  private Handle requireHandle(Did did) {
    return directory
        .find(did)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .orElseThrow(HandleChange::notFound)
        .handle();
  }

  private void changeClaimed(Did did, Handle handle) {
    if (directory.find(handle).filter(other -> !other.did().equals(did)).isPresent()) {
      throw AccountCreation.taken(handle);
    }
    dids.updateHandle(did, handle);
    if (repos.exists(did)) {
      repos.exclusively(did, () -> store(did, handle));
    } else {
      store(did, handle);
    }
    directory.changed(did);
  }

  private boolean store(Did did, Handle handle) {
    return outbox.write(
        (tx, announcements) -> {
          if (AccountTable.findByDid(tx, did).filter(HandleChange::isLive).isEmpty()) {
            throw notFound(); // it was deleted while the document changed
          }
          AccountTable.setHandle(tx, did, handle);
          announcements.add(new Event.Identity(did, handle));
          return true;
        });
  }

  private static boolean isLive(AccountTable.Row account) {
    return account.status() != AccountStatus.DELETED;
  }

  private static Refusal notFound() {
    return new Refusal.Invalid("AccountNotFound", "Account not found");
  }
}
