package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HostedDids;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Removes accounts that never came to be. */
@Singleton
final class AccountRemoval {
  private static final Logger LOG = Logger.getLogger(AccountRemoval.class);

  private final AccountStore accounts;
  private final RepoFiles repos;
  private final HostedDids dids;

  AccountRemoval(AccountStore accounts, RepoFiles repos, HostedDids dids) {
    this.accounts = accounts;
    this.repos = repos;
    this.dids = dids;
  }

  /** Leaves nothing here of an account that was on its way from another server. */
  void eraseArriving(Did did) {
    if (repos.exists(did)) {
      repos.delete(did);
    }
    accounts.deleteArriving(did);
  }

  /** Leaves nothing of {@code did} here, and ends it in the directory if that can be reached. */
  void erase(Did did) {
    if (repos.exists(did)) {
      repos.delete(did);
    }
    accounts.delete(did);
    try {
      dids.tombstone(did);
    } catch (Refusal unreachable) {
      LOG.warnf(
          "event=did_orphaned did=%s: it belongs to no account and could not be ended: %s",
          did, unreachable.getMessage());
    }
  }
}
