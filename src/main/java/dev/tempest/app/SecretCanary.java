package dev.tempest.app;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import dev.tempest.sqlite.AccountDatabase;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Tells a wrong {@code SECRET_KEY_BASE} by a text that the first start sealed. */
@Singleton
final class SecretCanary {
  private static final String PURPOSE = "canary";
  private static final Bytes TEXT = Bytes.wrap("tempest".getBytes(StandardCharsets.UTF_8));

  private final AccountDatabase accounts;
  private final Secrets secrets;

  SecretCanary(AccountDatabase accounts, Secrets secrets) {
    this.accounts = accounts;
    this.secrets = secrets;
  }

  void check() {
    Bytes sealed = accounts.database().read(CanaryTable::find);
    if (sealed == null) {
      accounts
          .database()
          .write(
              tx -> {
                CanaryTable.insert(tx, secrets.seal(TEXT, PURPOSE));
                return null;
              });
      return;
    }
    try {
      secrets.open(sealed, PURPOSE);
    } catch (UnsealException e) {
      throw new IllegalStateException(
          "SECRET_KEY_BASE is not the one that this volume was made with: the accounts' signing"
              + " keys cannot be opened. Set the original secret.",
          e);
    }
  }
}
