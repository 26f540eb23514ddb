package dev.tempest.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcOperation;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is submitted but what was asked for. */
class PlcChangeTest {
  private final PrivateKey rotation = PrivateKey.generate(Curve.K256, new SecureRandom());
  private final PrivateKey other = PrivateKey.generate(Curve.K256, new SecureRandom());
  private final PlcData data =
      PlcData.ofAccount(
          new Handle("a.test"),
          other.publicKey(),
          URI.create("https://old.example.com"),
          List.of(rotation.publicKey()));
  private final PlcOperation last = PlcOperation.genesis(data, rotation);
  private final PlcData wanted = data.withPds(URI.create("https://new.example.com"));

  @Test
  void takesWhatWasAskedFor() {
    assertThat(PlcChange.isGood(PlcOperation.update(wanted, last.cid(), rotation), last, wanted))
        .isTrue();
  }

  @Test
  void refusesAnotherContentPlaceOrSigner() {
    var elsewhere = data.withPds(URI.create("https://thief.example.com"));
    var ownKey = wanted.withRotationKeys(List.of(other.publicKey().toDidKey()));
    var later = PlcOperation.update(data, last.cid(), rotation);
    assertThat(
            List.of(
                PlcOperation.update(elsewhere, last.cid(), rotation),
                PlcOperation.update(ownKey, last.cid(), rotation),
                PlcOperation.update(wanted, later.cid(), rotation),
                PlcOperation.update(wanted, last.cid(), other),
                PlcOperation.tombstone(last.cid(), rotation)))
        .noneMatch(operation -> PlcChange.isGood(operation, last, wanted));
  }
}
