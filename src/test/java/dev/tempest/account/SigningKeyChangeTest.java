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
  private final Did did = new Did(TestAccount.create().did());

  private void begin() {
    var change = new SigningKeyChangeTable.Row(coming.publicKey().toDidKey(), keys.seal(coming));
    accounts
        .database()
        .write(
            tx -> {
              SigningKeyChangeTable.insert(tx, did, change);
              return null;
            });
  }

  private void requireFinished() {
    changes.finishInterrupted();
    var key = coming.publicKey();
    assertThat(resolver.resolveNow(did).flatMap(DidDocument::signingKey)).contains(key);
    assertThat(keys.of(did).publicKey()).isEqualTo(key);
    assertThat(inspection.verify(did, key).nodes()).isPositive();
    assertThat(accounts.database().read(SigningKeyChangeTable::all)).doesNotContain(did);
  }

  @Test
  void beforeTheDirectoryHeard() {
    begin();
    requireFinished();
  }

  @Test
  void afterTheDirectoryHeard() {
    begin();
    dids.updateSigningKey(did, coming.publicKey());
    requireFinished();
  }

  @Test
  void beforeTheRepositoryWasSigned() {
    begin();
    dids.updateSigningKey(did, coming.publicKey());
    accounts
        .database()
        .write(
            tx -> {
              SigningKeyTable.replace(tx, did, keys.seal(coming));
              return null;
            });
    keys.changed(did);
    requireFinished();
  }

  @Test
  void whatTheDirectoryDeclinesIsAsBefore() {
    begin();
    var before = keys.of(did).publicKey();
    dids.tombstone(did);
    changes.finishInterrupted();
    assertThat(keys.of(did).publicKey()).isEqualTo(before);
    assertThat(accounts.database().read(SigningKeyChangeTable::all)).doesNotContain(did);
  }
}
