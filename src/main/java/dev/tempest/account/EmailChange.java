package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import dev.tempest.sqlite.SqlFunction;
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
  private final ClaimedNames claimed;
  private final HostedAccounts hosted;
  private final InstantSource clock;

  EmailChange(
      AccountDatabase accounts,
      EmailCodes codes,
      ClaimedNames claimed,
      HostedAccounts hosted,
      InstantSource clock) {
    this.accounts = accounts.database();
    this.codes = codes;
    this.claimed = claimed;
    this.hosted = hosted;
    this.clock = clock;
  }

  /**
   * By the operator, who needs no code. The new address is to be confirmed anew, and codes that
   * went to the old one are void. Refuses addresses that are malformed or another account's.
   */
  public void change(Did did, String email) {
    change(did, new Email(email), tx -> AccountTable.requireLive(tx, did));
  }

  /**
   * By the account's owner, who shows that the old address is theirs if it was confirmed. Refuses
   * with {@code TokenRequired}, {@code InvalidToken}, {@code ExpiredToken}, and as {@link
   * #change(Did, String)} does.
   */
  void change(Did did, String email, @Nullable String code) {
    change(
        did,
        new Email(email),
        tx -> {
          var account = AccountTable.requireLive(tx, did);
          if (account.emailConfirmed()) {
            if (code == null) {
              throw new Refusal.Invalid("TokenRequired", "Confirmation token required");
            }
            codes.consume(tx, did, Purpose.UPDATE_EMAIL, code);
          }
          return account;
        });
  }

  private void change(Did did, Email address, SqlFunction<AccountTable.Row> permission) {
    if (!claimed.add(address.key())) {
      throw taken(); // by an account that is being made
    }
    try {
      accounts.write(
          tx -> {
            permission.apply(tx);
            set(tx, did, address);
            return null;
          });
    } finally {
      claimed.remove(address.key());
    }
    hosted.changed(did);
    LOG.infof("event=email_changed did=%s", did);
  }

  /** Refuses with {@code InvalidEmail}, {@code InvalidToken} and {@code ExpiredToken}. */
  void confirm(Did did, String email, String code) {
    accounts.write(
        tx -> {
          String current = AccountTable.requireLive(tx, did).email();
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
    return accounts.read(connection -> AccountTable.requireLive(connection, did)).emailConfirmed();
  }

  private void set(Connection tx, Did did, Email address) throws SQLException {
    var holder = AccountTable.findByEmail(tx, address.value());
    if (holder.filter(account -> !account.did().equals(did)).isPresent()) {
      throw taken();
    }
    for (Purpose purpose : Purpose.values()) {
      codes.forget(tx, did, purpose);
    }
    CredentialTable.setEmail(tx, did, address.value());
  }

  private static Refusal taken() {
    return Refusal.invalid("This email address is already in use, please use a different email.");
  }
}
