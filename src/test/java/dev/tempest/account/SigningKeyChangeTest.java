package dev.tempest.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import dev.tempest.identity.HostedDids;
import dev.tempest.record.RepoInspection;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.TestAccount;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** What a crash leaves of a key's change is finished. */
@QuarkusTest
class SigningKeyChangeTest {
  @Inject SigningKeyChange changes;
  @Inject AccountDatabase accounts;
  @Inject SealedKeys keys;
  @Inject HostedDids dids;
  @Inject DidResolver resolver;
  @Inject RepoInspection inspection;

  private final PrivateKey coming = PrivateKey.generate(Curve.K256, new SecureRandom());

  /** Begins a change, as far as making its key durable. */
  private Did begin() {
    var did = new Did(TestAccount.create().did());
    var change = new SigningKeyChangeTable.Row(coming.publicKey().toDidKey(), keys.seal(coming));
    accounts
        .database()
        .write(
            tx -> {
              SigningKeyChangeTable.insert(tx, did, change);
              return null;
            });
    return did;
  }

  private void requireFinished(Did did) {
    changes.finishInterrupted();
    var key = coming.publicKey();
    assertThat(resolver.resolveNow(did).flatMap(DidDocument::signingKey)).contains(key);
    assertThat(keys.of(did).publicKey()).isEqualTo(key);
    assertThat(inspection.verify(did, key).nodes()).isPositive();
    assertThat(accounts.database().read(SigningKeyChangeTable::all)).doesNotContain(did);
  }

  @Test
  void beforeTheDirectoryHeard() {
    requireFinished(begin());
  }

  @Test
  void afterTheDirectoryHeard() {
    var did = begin();
    dids.updateSigningKey(did, coming.publicKey());
    requireFinished(did);
  }

  @Test
  void beforeTheRepositoryWasSigned() {
    var did = begin();
    dids.updateSigningKey(did, coming.publicKey());
    accounts
        .database()
        .write(
            tx -> {
              SigningKeyTable.replace(tx, did, keys.seal(coming));
              return null;
            });
    keys.changed(did);
    requireFinished(did);
  }

  @Test
  void whatTheDirectoryDeclinesIsAsBefore() {
    var did = begin();
    var before = keys.of(did).publicKey();
    dids.tombstone(did);
    changes.finishInterrupted();
    assertThat(keys.of(did).publicKey()).isEqualTo(before);
    assertThat(accounts.database().read(SigningKeyChangeTable::all)).doesNotContain(did);
  }
}
