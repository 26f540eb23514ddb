package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HostedDids;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Removes accounts that never came to be. */
@Singleton
final class AccountRemoval {
  private static final Logger LOG = Logger.getLogger(AccountRemoval.class);

  private final Database accounts;
  private final HostedAccounts directory;
  private final SealedKeys keys;
  private final RepoFiles repos;
  private final HostedDids dids;

  AccountRemoval(
      AccountDatabase accounts,
      HostedAccounts directory,
      SealedKeys keys,
      RepoFiles repos,
      HostedDids dids) {
    this.accounts = accounts.database();
    this.directory = directory;
    this.keys = keys;
    this.repos = repos;
    this.dids = dids;
  }

  /** Leaves nothing of {@code did} here, and ends it in the directory if that can be reached. */
  void erase(Did did) {
    if (repos.exists(did)) {
      repos.delete(did);
    }
    accounts.write(
        tx -> {
          AccountTable.delete(tx, did);
          return true;
        });
    directory.changed(did);
    keys.changed(did);
    try {
      dids.tombstone(did);
    } catch (Refusal unreachable) {
      LOG.warnf(
          "event=did_orphaned did=%s: it belongs to no account and could not be ended: %s",
          did, unreachable.getMessage());
    }
  }
}
