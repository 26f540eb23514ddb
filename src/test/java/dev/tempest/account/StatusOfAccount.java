package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.sqlite.AccountDatabase;
import jakarta.inject.Singleton;

/** Sets what no method of the server sets yet. */
@Singleton
public final class StatusOfAccount {
  private final AccountDatabase accounts;
  private final HostedAccounts hosted;

  StatusOfAccount(AccountDatabase accounts, HostedAccounts hosted) {
    this.accounts = accounts;
    this.hosted = hosted;
  }

  public void set(Did did, AccountStatus status) {
    accounts
        .database()
        .write(
            tx -> {
              AccountTable.setStatus(tx, did, status);
              return null;
            });
    hosted.changed(did);
  }
}
