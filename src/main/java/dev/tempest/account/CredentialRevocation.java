package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Shuts everybody out of an account, its thief and its owner, until the password is reset. */
@Singleton
public final class CredentialRevocation {
  private static final Logger LOG = Logger.getLogger(CredentialRevocation.class);

  private final Database accounts;
  private final HostedAccounts directory;

  CredentialRevocation(AccountDatabase accounts, HostedAccounts directory) {
    this.accounts = accounts.database();
    this.directory = directory;
  }

  /** Leaves no session, no app password and no password. */
  public void revokeAll(Did did) {
    accounts.write(
        tx -> {
          AccountTable.forgetPassword(tx, did);
          AppPasswordTable.deleteAll(tx, did);
          SessionTable.revokeAll(tx, did);
          return null;
        });
    directory.changed(did);
    LOG.infof("event=credentials_revoked did=%s", did);
  }
}
