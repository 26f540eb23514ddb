package dev.tempest.account;

import dev.tempest.config.ServerConfig;
import dev.tempest.record.RepoExport;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
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

  private final Database accounts;
  private final RepoExport repos;
  private final AccountRemoval removal;

  IncompleteAccounts(AccountDatabase accounts, RepoExport repos, AccountRemoval removal) {
    this.accounts = accounts.database();
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
    for (var account : accounts.read(AccountTable::incomplete)) {
      boolean whole = repos.head(account.did()).isPresent();
      LOG.warnf("event=account_settled did=%s whole=%s", account.did(), whole);
      if (whole) {
        accounts.write(
            tx -> {
              AccountTable.complete(tx, account.did());
              return true;
            });
      } else {
        removal.erase(account.did());
      }
    }
  }
}
