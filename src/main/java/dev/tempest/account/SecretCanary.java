package dev.tempest.account;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.config.RefusedStartException;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import dev.tempest.sqlite.AccountDatabase;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** Tells a wrong {@code SECRET_KEY_BASE} by a text that the first start sealed. */
@Singleton
public final class SecretCanary {
  private static final String PURPOSE = "canary";
  private static final Bytes TEXT = Bytes.wrap("tempest".getBytes(StandardCharsets.UTF_8));

  private final AccountDatabase accounts;
  private final Secrets secrets;

  SecretCanary(AccountDatabase accounts, Secrets secrets) {
    this.accounts = accounts;
    this.secrets = secrets;
  }

  /** Whether {@code secrets} are those that the accounts of {@code connection} were made with. */
  public static boolean opens(Connection connection, Secrets secrets) throws SQLException {
    Bytes sealed = CanaryTable.find(connection);
    if (sealed == null) { // no server has started on it: there is nothing to open
      return true;
    }
    try {
      secrets.open(sealed, PURPOSE);
      return true;
    } catch (UnsealException e) {
      return false;
    }
  }

  public void check() {
    if (accounts.database().read(CanaryTable::find) == null) {
      accounts
          .database()
          .write(
              tx -> {
                CanaryTable.insert(tx, secrets.seal(TEXT, PURPOSE));
                return null;
              });
      return;
    }
    if (!accounts.database().read(connection -> opens(connection, secrets))) {
      throw new RefusedStartException(
          "SECRET_KEY_BASE",
          "is not the one that this volume was made with: the accounts' signing keys cannot be"
              + " opened. Set the original secret",
          null);
    }
  }
}
