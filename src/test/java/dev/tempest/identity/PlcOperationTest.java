package dev.tempest.identity;

import static dev.tempest.identity.PlcFixtures.OTHER;
import static dev.tempest.identity.PlcFixtures.RECOVERY;
import static dev.tempest.identity.PlcFixtures.SERVER;
import static dev.tempest.identity.PlcFixtures.SIGNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Handle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlcOperationTest {
  /** Made with npm's {@code @did-plc/lib} 0.0.4 from the keys of {@link PlcFixtures}. */
  private static final Map<String, Node> REFERENCE = reference();

  private static Map<String, Node> reference() {
    try (InputStream file = PlcOperationTest.class.getResourceAsStream("/plc/operations.json")) {
      byte[] content = Objects.requireNonNull(file).readAllBytes();
      var json = DagJson.parse(new String(content, StandardCharsets.UTF_8));
      return JsonShape.object(json, "file").fields();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PlcOperation referenceOperation(String name) {
    return PlcOperation.of(Objects.requireNonNull(REFERENCE.get(name)));
  }

  private static String referenceText(String name) {
    return JsonShape.text(Objects.requireNonNull(REFERENCE.get(name)), name);
  }

  private static void assertSame(PlcOperation made, String name) {
    var expected = referenceOperation(name);
    assertThat(made.json().fields()).containsExactlyInAnyOrderEntriesOf(expected.json().fields());
    assertThat(made.cid()).isEqualTo(expected.cid());
  }

  @Test
  void genesisIsTheOneOfTheReference() {
    var genesis = PlcOperation.genesis(PlcFixtures.alice(), SERVER);
    assertSame(genesis, "genesis");
    assertThat(genesis.did()).hasToString(referenceText("did"));
    assertThat(genesis.cid()).hasToString(referenceText("genesisCid"));
    assertThat(genesis.prev()).isEmpty();
  }

  @Test
  void updatesAreThoseOfTheReference() {
    var genesis = PlcOperation.genesis(PlcFixtures.alice(), SERVER);
    var renamed = genesis.data().orElseThrow().withHandle(new Handle("bob.test"));
    var handle = PlcOperation.update(renamed, genesis.cid(), SERVER);
    assertSame(handle, "handle");
    assertThat(handle.cid()).hasToString(referenceText("handleCid"));
    var key =
        PlcOperation.update(renamed.withSigningKey(OTHER.publicKey()), handle.cid(), RECOVERY);
    assertSame(key, "key");
    assertSame(PlcOperation.tombstone(key.cid(), SERVER), "tombstone");
  }

  @Test
  void continuesLegacyLogs() {
    var legacy = referenceOperation("legacy");
    assertThat(legacy.type()).isEqualTo(PlcOperation.Type.LEGACY_CREATE);
    assertThat(legacy.did()).hasToString(referenceText("legacyDid"));
    var data = legacy.data().orElseThrow();
    assertThat(data.alsoKnownAs()).containsExactly("at://alice.test");
    assertThat(legacy.signerAmong(data.rotationKeys())).isPresent();
    assertSame(
        PlcOperation.update(data.withHandle(new Handle("bob.test")), legacy.cid(), SIGNING),
        "legacyNext");
  }

  @Test
  void findsTheSigner() {
    var genesis = PlcOperation.genesis(PlcFixtures.alice(), SERVER);
    assertThat(genesis.signerAmong(PlcFixtures.alice().rotationKeys()))
        .contains(SERVER.publicKey().toDidKey());
    assertThat(genesis.signerAmong(List.of(OTHER.publicKey().toDidKey(), "did:key:zz"))).isEmpty();
  }

  @Test
  void changesOnlyWhatItIsAskedTo() {
    var data =
        new PlcData(
            List.of("k"),
            Map.of("atproto", "did:key:a", "other", "did:key:b"),
            List.of("https://alice.example", "at://alice.test", "at://old.test"),
            Map.of("labeler", new PlcData.Service("Labeler", "https://l.example")));
    assertThat(data.withHandle(new Handle("bob.test")).alsoKnownAs())
        .containsExactly("https://alice.example", "at://bob.test", "at://old.test");
    assertThat(data.withSigningKey(OTHER.publicKey()).verificationMethods())
        .containsEntry("other", "did:key:b")
        .containsEntry("atproto", OTHER.publicKey().toDidKey());
    assertThat(data.withPds(URI.create("https://new.example")).services())
        .containsOnlyKeys("labeler", "atproto_pds");
    var nameless = new PlcData(List.of(), Map.of(), List.of("https://a.example"), Map.of());
    assertThat(nameless.withHandle(new Handle("bob.test")).alsoKnownAs())
        .containsExactly("at://bob.test", "https://a.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"type\":\"other\",\"prev\":null,\"sig\":\"AA\"}",
        "{\"type\":\"plc_operation\",\"prev\":null,\"sig\":\"AA\"}",
        "{\"type\":\"plc_tombstone\",\"sig\":\"AA\"}",
        "{\"type\":\"plc_tombstone\",\"prev\":\"rubbish\",\"sig\":\"AA\"}",
        "{\"type\":\"plc_tombstone\",\"prev\":null,\"sig\":\"AA==\"}",
        "{\"type\":\"plc_tombstone\",\"prev\":null,\"sig\":\"AB\"}",
        "{\"type\":\"plc_tombstone\",\"prev\":null,\"sig\":\"+/+/\"}",
        "{\"type\":\"plc_tombstone\",\"prev\":null,\"sig\":1}"
      })
  void refusesOtherShapes(String json) {
    assertThatThrownBy(() -> PlcOperation.of(DagJson.parse(json)))
        .isInstanceOf(DecodeException.class);
  }
}
