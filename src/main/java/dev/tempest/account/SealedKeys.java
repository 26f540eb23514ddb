package dev.tempest.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.SigningKeys;
import dev.tempest.fault.Refusal;
import dev.tempest.secret.Secrets;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;

/** Signing keys: sealed in the database, and open in memory while their accounts write. */
@Singleton
final class SealedKeys implements SigningKeys {
  private static final String PURPOSE = "signing-key";
  private static final int MOST_OPEN = 1_000;

  private final Database accounts;
  private final Secrets secrets;
  private final Cache<Did, PrivateKey> open = Caffeine.newBuilder().maximumSize(MOST_OPEN).build();

  SealedKeys(AccountDatabase accounts, Secrets secrets) {
    this.accounts = accounts.database();
    this.secrets = secrets;
  }

  @Override
  public PrivateKey of(Did did) {
    return open.get(did, this::load);
  }

  private PrivateKey load(Did did) {
    return accounts
        .read(connection -> SigningKeyTable.find(connection, did))
        .map(this::open)
        .orElseThrow(() -> missing(did));
  }

  private RuntimeException missing(Did did) {
    boolean deleted =
        accounts
            .read(connection -> AccountTable.findByDid(connection, did))
            .filter(account -> account.status() != AccountStatus.DELETED)
            .isEmpty();
    return deleted // while the caller was on the way here
        ? new Refusal.Forbidden("AccountNotFound", "Account not found")
        : new IllegalStateException("no signing key for " + did);
  }

  PrivateKey open(SigningKeyTable.Row row) {
    return open(row, secrets);
  }

  static PrivateKey open(SigningKeyTable.Row row, Secrets secrets) {
    return PrivateKey.of(row.curve(), secrets.open(row.sealed(), PURPOSE).toArray());
  }

  SigningKeyTable.Row seal(PrivateKey key) {
    return new SigningKeyTable.Row(key.curve(), secrets.seal(key.toBytes(), PURPOSE));
  }

  /** To be called after every committed change of the account's key. */
  void changed(Did did) {
    open.invalidate(did);
  }
}
