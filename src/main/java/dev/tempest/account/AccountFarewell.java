package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import dev.tempest.secret.Passwords;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;

/** Deletes accounts for their owners, who know their password and the code. */
@Singleton
final class AccountFarewell {
  private final Database accounts;
  private final Passwords passwords;
  private final EmailCodes codes;
  private final AccountDeletion deletion;

  AccountFarewell(
      AccountDatabase accounts, Passwords passwords, EmailCodes codes, AccountDeletion deletion) {
    this.accounts = accounts.database();
    this.passwords = passwords;
    this.codes = codes;
    this.deletion = deletion;
  }

  /** An app password does not do. Refuses with {@code InvalidToken} and {@code ExpiredToken}. */
  void delete(Did did, String password, String code) {
    String hash =
        accounts
            .read(connection -> AccountTable.findByDid(connection, did))
            .map(AccountTable.Row::passwordHash)
            .orElse(null);
    if (!passwords.matches(hash, password)) {
      throw new Refusal.Unauthenticated("AuthenticationRequired", "Invalid did or password");
    }
    codes.requireValid(did, Purpose.DELETE_ACCOUNT, code); // it goes with the account
    deletion.erase(did);
  }
}
