package dev.tempest.account;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys made ahead of accounts that come from other servers, so that a DID document can name
 * them first. Anybody may ask for one: they are few, and wait for a day.
 */
@Singleton
final class ReservedKeys {
  static final Duration LIFE = Duration.ofDays(1);
  static final int MOST = 10_000;

  private final Database accounts;
  private final SealedKeys keys;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  ReservedKeys(AccountDatabase accounts, SealedKeys keys, InstantSource clock) {
    this.accounts = accounts.database();
    this.keys = keys;
    this.clock = clock;
  }

  /** The key that waits for {@code did}, or a new one, as a {@code did:key}. */
  String reserve(@Nullable Did did) {
    Instant now = clock.instant();
    var known =
        did == null
            ? Optional.<ReservedKeyTable.Row>empty()
            : accounts.read(tx -> ReservedKeyTable.findByDid(tx, did, now.minus(LIFE)));
    return known.isPresent()
        ? known.get().publicKey()
        : accounts.write(tx -> reserve(tx, did, now)).publicKey();
  }

  private ReservedKeyTable.Row reserve(Connection tx, @Nullable Did did, Instant now)
      throws SQLException {
    ReservedKeyTable.forget(tx, now.minus(LIFE));
    if (did != null) { // somebody may have been faster
      var known = ReservedKeyTable.findByDid(tx, did, now.minus(LIFE));
      if (known.isPresent()) {
        return known.get();
      }
    }
    if (ReservedKeyTable.count(tx) >= MOST) {
      throw new Refusal.Unavailable("Too many signing keys are reserved; try again later");
    }
    PrivateKey key = PrivateKey.generate(Curve.K256, random);
    var sealed = keys.seal(key);
    var row =
        new ReservedKeyTable.Row(key.publicKey().toDidKey(), did, sealed.curve(), sealed.sealed());
    ReservedKeyTable.insert(tx, row, now);
    return row;
  }

  /** What waits for the account: the key that its document names already, or one for its DID. */
  Optional<PrivateKey> find(Did did, PublicKey published) {
    Instant since = clock.instant().minus(LIFE);
    return accounts
        .read(
            connection -> {
              var named =
                  ReservedKeyTable.findByPublicKey(connection, published.toDidKey(), since)
                      .filter(row -> row.did() == null || row.did().equals(did));
              return named.isPresent() ? named : ReservedKeyTable.findByDid(connection, did, since);
            })
        .map(row -> keys.open(new SigningKeyTable.Row(row.curve(), row.sealed())));
  }
}
