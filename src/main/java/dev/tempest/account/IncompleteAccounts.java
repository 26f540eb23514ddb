package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import dev.tempest.record.RepoExport;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Settles at boot what a crash interrupted: an account with a repository is whole, one without is
 * removed. Nobody was told of either.
 */
@Singleton
final class IncompleteAccounts {
  private static final Logger LOG = Logger.getLogger(IncompleteAccounts.class);

  private final AccountStore accounts;
  private final RepoExport repos;
  private final AccountRemoval removal;

  IncompleteAccounts(AccountStore accounts, RepoExport repos, AccountRemoval removal) {
    this.accounts = accounts;
    this.repos = repos;
    this.removal = removal;
  }

  // static, and asking late: a command beside the server must not open the server's databases
  static void onStart(
      @Observes StartupEvent start, ServerConfig config, Instance<IncompleteAccounts> accounts) {
    if (config.serving()) {
      accounts.get().settle();
    }
  }

  void settle() {
    for (var account : accounts.incomplete()) {
      Did did = account.did();
      boolean whole = repos.head(did).isPresent();
      LOG.warnf("event=account_settled did=%s whole=%s", did, whole);
      if (whole) {
        accounts.complete(did);
      } else if (account.arriving()) { // its DID lives on at another server
        removal.eraseArriving(did);
      } else {
        removal.erase(did);
      }
    }
  }
}
