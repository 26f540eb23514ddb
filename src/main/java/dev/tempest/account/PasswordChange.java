package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.secret.Passwords;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Gives accounts another password. All sessions end with the old one; app passwords stay, for they
 * are other people's business: those who no longer trust them revoke them.
 */
@Singleton
public final class PasswordChange {
  private static final Logger LOG = Logger.getLogger(PasswordChange.class);

  private final Database accounts;
  private final Passwords passwords;
  private final EmailCodes codes;
  private final HostedAccounts hosted;

  PasswordChange(
      AccountDatabase accounts, Passwords passwords, EmailCodes codes, HostedAccounts hosted) {
    this.accounts = accounts.database();
    this.passwords = passwords;
    this.codes = codes;
    this.hosted = hosted;
  }

  /** Refuses with {@code InvalidPassword}, and with {@code AccountNotFound}. */
  public void change(Did did, String password) {
    PasswordRules.requireFit(password);
    String hash = passwords.hash(password);
    accounts.write(
        tx -> {
          boolean living =
              AccountTable.findByDid(tx, did)
                  .filter(account -> account.status() != AccountStatus.DELETED)
                  .isPresent();
          if (!living) {
            throw new Refusal.Invalid("AccountNotFound", "Account not found");
          }
          codes.forget(tx, did, Purpose.RESET_PASSWORD);
          set(tx, did, hash);
          return null;
        });
    changed(did);
  }

  /**
   * For whoever has the code, which tells the account. Refuses with {@code InvalidPassword}, {@code
   * InvalidToken} and {@code ExpiredToken}.
   */
  void reset(String code, String password) {
    PasswordRules.requireFit(password);
    Did did = codes.requireAccount(Purpose.RESET_PASSWORD, code);
    String hash = passwords.hash(password);
    accounts.write(
        tx -> {
          codes.consume(tx, did, Purpose.RESET_PASSWORD, code);
          set(tx, did, hash);
          return null;
        });
    changed(did);
  }

  private static void set(Connection tx, Did did, String hash) throws SQLException {
    CredentialTable.setPassword(tx, did, hash);
    CredentialTable.endSessions(tx, did);
  }

  private void changed(Did did) {
    hosted.changed(did);
    LOG.infof("event=password_changed did=%s", did);
  }
}
