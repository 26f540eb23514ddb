package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.secret.Passwords;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whose password it is: the account's own, or one that it gave to an app. */
@Singleton
final class Credentials {
  private final Database accounts;
  private final Passwords passwords;
  private final AppPasswordText appPasswords;

  Credentials(AccountDatabase accounts, Passwords passwords, AppPasswordText appPasswords) {
    this.accounts = accounts.database();
    this.passwords = passwords;
    this.appPasswords = appPasswords;
  }

  /** A password that was right, by what is stored of it. */
  sealed interface Shown {
    Did did();

    String hash();
  }

  record OwnPassword(Did did, String hash) implements Shown {
    @Override
    public String toString() {
      return "OwnPassword[" + did + "]";
    }
  }

  record AppPassword(Did did, String hash, String name, boolean privileged) implements Shown {
    @Override
    public String toString() {
      return "AppPassword[" + did + "]";
    }
  }

  /**
   * Empty when {@code password} is wrong, which always takes the time of one Argon2 hash: with an
   * account or without, with app passwords or without.
   */
  Optional<Shown> check(AccountTable.@Nullable Row account, String password) {
    if (account != null && AppPasswordText.fits(password)) {
      var app = appPassword(account.did(), password);
      if (app.isPresent()) {
        return app;
      }
    }
    String hash = account == null ? null : account.passwordHash();
    boolean matches = passwords.matches(hash, password);
    return matches && account != null && hash != null
        ? Optional.of(new OwnPassword(account.did(), hash))
        : Optional.empty();
  }

  private Optional<Shown> appPassword(Did did, String password) {
    String hash = appPasswords.hash(did, password);
    return accounts
        .read(connection -> AppPasswordTable.find(connection, did, hash))
        .map(row -> new AppPassword(did, hash, row.name(), row.privileged()));
  }

  /** The account, if what was shown still opens it. */
  static Optional<AccountTable.Row> recheck(Connection tx, Shown shown) throws SQLException {
    var account = AccountTable.findByDid(tx, shown.did());
    boolean holds =
        switch (shown) {
          case OwnPassword own ->
              account.filter(row -> Objects.equals(row.passwordHash(), own.hash())).isPresent();
          case AppPassword app -> AppPasswordTable.find(tx, app.did(), app.hash()).isPresent();
        };
    return holds ? account : Optional.empty();
  }
}
