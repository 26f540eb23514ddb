package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Gives accounts another e-mail address, and confirms the one that they have. */
@Singleton
public final class EmailChange {
  private static final Logger LOG = Logger.getLogger(EmailChange.class);

  private final Database accounts;
  private final EmailCodes codes;
  private final HostedAccounts hosted;
  private final InstantSource clock;

  EmailChange(
      AccountDatabase accounts, EmailCodes codes, HostedAccounts hosted, InstantSource clock) {
    this.accounts = accounts.database();
    this.codes = codes;
    this.hosted = hosted;
    this.clock = clock;
  }

  /**
   * By the operator, who needs no code. The new address is to be confirmed anew, and codes that
   * went to the old one are void. Refuses addresses that are malformed or another account's.
   */
  public void change(Did did, String email) {
    var address = new Email(email);
    accounts.write(
        tx -> {
          require(tx, did);
          set(tx, did, address);
          return null;
        });
    changed(did);
  }

  /**
   * By the account's owner, who shows that the old address is theirs if it was confirmed. Refuses
   * with {@code TokenRequired}, {@code InvalidToken}, {@code ExpiredToken}, and as {@link
   * #change(Did, String)} does.
   */
  void change(Did did, String email, @Nullable String code) {
    var address = new Email(email);
    accounts.write(
        tx -> {
          if (require(tx, did).emailConfirmed()) {
            if (code == null) {
              throw new Refusal.Invalid("TokenRequired", "Confirmation token required");
            }
            codes.consume(tx, did, Purpose.UPDATE_EMAIL, code);
          }
          set(tx, did, address);
          return null;
        });
    changed(did);
  }

  /** Refuses with {@code InvalidEmail}, {@code InvalidToken} and {@code ExpiredToken}. */
  void confirm(Did did, String email, String code) {
    accounts.write(
        tx -> {
          String current = require(tx, did).email();
          if (current == null || !current.equalsIgnoreCase(email)) {
            throw new Refusal.Invalid("InvalidEmail", "This is not the account's email address");
          }
          codes.consume(tx, did, Purpose.CONFIRM_EMAIL, code);
          CredentialTable.setEmailConfirmed(tx, did, clock.instant());
          return null;
        });
    hosted.changed(did);
  }

  /** Whether the account's owner has shown that the address is theirs. */
  boolean isConfirmed(Did did) {
    return accounts.read(connection -> require(connection, did)).emailConfirmed();
  }

  private static AccountTable.Row require(Connection tx, Did did) throws SQLException {
    return AccountTable.findByDid(tx, did)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .orElseThrow(() -> new Refusal.Invalid("AccountNotFound", "Account not found"));
  }

  private void set(Connection tx, Did did, Email address) throws SQLException {
    var holder = AccountTable.findByEmail(tx, address.value());
    if (holder.filter(account -> !account.did().equals(did)).isPresent()) {
      throw Refusal.invalid("This email address is already in use, please use a different email.");
    }
    for (Purpose purpose : Purpose.values()) {
      codes.forget(tx, did, purpose);
    }
    CredentialTable.setEmail(tx, did, address.value());
  }

  private void changed(Did did) {
    hosted.changed(did);
    LOG.infof("event=email_changed did=%s", did);
  }
}
