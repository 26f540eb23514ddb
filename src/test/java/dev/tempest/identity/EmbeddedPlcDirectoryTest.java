package dev.tempest.identity;

import static dev.tempest.identity.PlcFixtures.OTHER;
import static dev.tempest.identity.PlcFixtures.RECOVERY;
import static dev.tempest.identity.PlcFixtures.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPlcDirectoryTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private EmbeddedPlcDirectory directory;
  private final PlcOperation genesis = PlcOperation.genesis(PlcFixtures.alice(), SERVER);
  private final Did did = genesis.did();

  @BeforeEach
  void open() {
    directory = EmbeddedPlcDirectory.open(folder.resolve("plc.jsonl"), () -> now);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private PlcOperation renamed(PlcOperation previous, String handle, Signer key) {
    var data = previous.data().orElseThrow().withHandle(new Handle(handle));
    return PlcOperation.update(data, previous.cid(), key);
  }

  private PlcOperation submitted(PlcOperation operation) {
    directory.submit(did, operation);
    return operation;
  }

  private void assertRefused(Did target, PlcOperation operation, String why) {
    assertThatThrownBy(() -> directory.submit(target, operation))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining(why);
  }

  @Test
  void servesTheDocumentOfWhatWasSubmitted() {
    submitted(genesis);
    var document = directory.document(did).orElseThrow();
    assertThat(document.id()).isEqualTo(did);
    assertThat(document.handle()).contains(new Handle("alice.test"));
    assertThat(document.signingKey()).contains(PlcFixtures.SIGNING.publicKey());
    assertThat(document.pds())
        .hasValueSatisfying(pds -> assertThat(pds).hasToString("https://pds.example.com"));
    submitted(renamed(genesis, "bob.test", RECOVERY));
    assertThat(directory.document(did).orElseThrow().handle()).contains(new Handle("bob.test"));
    assertThat(directory.operations(did)).hasSize(2);
    assertThat(directory.document(new Did("did:plc:unknown"))).isEmpty();
    assertThat(directory.lastOperation(new Did("did:plc:unknown"))).isEmpty();
  }

  @Test
  void keepsItsLogOverRestartsAndHalfWrittenLines() throws IOException {
    submitted(genesis);
    var update = submitted(renamed(genesis, "bob.test", SERVER));
    directory.close();
    Files.writeString(
        folder.resolve("plc.jsonl"), "{\"did\":\"did:plc:hal", StandardOpenOption.APPEND);
    open();
    assertThat(directory.lastOperation(did).orElseThrow().cid()).isEqualTo(update.cid());
    submitted(renamed(update, "carol.test", SERVER));
    directory.close();
    open();
    assertThat(directory.operations(did)).hasSize(3);
    assertThat(directory.audit(did)).hasSize(3);
  }

  @Test
  void refusesAGenesisForAnotherDid() {
    assertRefused(new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), genesis, "Hash of genesis");
    assertRefused(new Did(did.value().substring(0, 20)), genesis, "Hash of genesis");
    assertThat(directory.document(did)).isEmpty();
  }

  @Test
  void refusesSignaturesOfOtherKeys() {
    assertRefused(did, PlcOperation.genesis(PlcFixtures.alice(), OTHER), "Invalid signature");
    submitted(genesis);
    assertRefused(did, renamed(genesis, "bob.test", OTHER), "Invalid signature");
    assertRefused(did, renamed(genesis, "bob.test", PlcFixtures.SIGNING), "Invalid signature");
  }

  @Test
  void refusesAlteredOperations() {
    submitted(genesis);
    var fields = new LinkedHashMap<>(renamed(genesis, "bob.test", SERVER).json().fields());
    fields.put("alsoKnownAs", new Node.Array(List.of(new Node.Text("at://mallory.test"))));
    assertThatThrownBy(() -> directory.submit(did, new Node.Obj(fields)))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("Invalid signature");
  }

  @Test
  void aKeyThatWasRotatedAwaySignsNoMore() {
    submitted(genesis);
    var data = PlcFixtures.data(RECOVERY.publicKey());
    var rotated = submitted(PlcOperation.update(data, genesis.cid(), SERVER));
    assertRefused(did, renamed(rotated, "bob.test", SERVER), "Invalid signature");
    submitted(renamed(rotated, "bob.test", RECOVERY));
  }

  @Test
  void refusesAnotherPrev() {
    assertRefused(did, renamed(genesis, "bob.test", SERVER), "Expected null prev");
    submitted(genesis);
    assertRefused(did, genesis, "not correctly ordered");
    var unknown = renamed(genesis, "unknown.test", SERVER);
    assertRefused(did, renamed(unknown, "bob.test", SERVER), "not correctly ordered");
  }

  @Test
  void aMorePowerfulKeyOverrulesWithinThreeDays() {
    submitted(genesis);
    var stolen = submitted(renamed(genesis, "mallory.test", SERVER));
    assertRefused(did, renamed(genesis, "same-rank.test", SERVER), "Invalid signature");
    now = now.plus(Duration.ofDays(3));
    submitted(renamed(genesis, "alice.test", RECOVERY));
    assertThat(directory.operations(did)).hasSize(2).doesNotContain(stolen);
    assertThat(directory.audit(did))
        .extracting(entry -> JsonShape.object(entry, "entry").fields().get("nullified"))
        .containsExactly(new Node.Bool(false), new Node.Bool(true), new Node.Bool(false));
    assertRefused(did, renamed(stolen, "bob.test", SERVER), "not correctly ordered");
    directory.close();
    open();
    assertThat(directory.operations(did)).hasSize(2);
  }

  @Test
  void afterThreeDaysTheLogStands() {
    submitted(genesis);
    submitted(renamed(genesis, "mallory.test", SERVER));
    now = now.plus(Duration.ofDays(3)).plusMillis(1);
    assertRefused(did, renamed(genesis, "alice.test", RECOVERY), "72 hr");
  }

  @Test
  void nothingFollowsATombstone() {
    submitted(genesis);
    var tombstone = submitted(PlcOperation.tombstone(genesis.cid(), SERVER));
    assertThat(directory.document(did)).isEmpty();
    assertThat(directory.lastOperation(did).orElseThrow().type())
        .isEqualTo(PlcOperation.Type.TOMBSTONE);
    assertRefused(
        did, PlcOperation.update(PlcFixtures.alice(), tombstone.cid(), SERVER), "not correctly");
    assertRefused(did, PlcOperation.tombstone(tombstone.cid(), SERVER), "not correctly");
  }

  @Test
  void keepsTheLimitsOfTheRealOne() {
    assertRefusedGenesis(PlcFixtures.data(), "at least one rotation key");
    assertRefusedGenesis(
        PlcFixtures.data(SERVER.publicKey(), SERVER.publicKey()), "Duplicate rotation keys");
    var eleven =
        IntStream.rangeClosed(1, 11)
            .mapToObj(PlcFixtures::key)
            .map(PrivateKey::publicKey)
            .toArray(PublicKey[]::new);
    assertRefusedGenesis(PlcFixtures.data(eleven), "Too many rotation keys");
    assertRefusedGenesis(
        with(List.of("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"), Map.of()),
        "Unsupported rotation key");
    assertRefusedGenesis(
        with(keys(), Map.of("x", new PlcData.Service("y", "e".repeat(513)))), "too long");
    assertRefusedGenesis(
        with(keys(), Map.of("x", new PlcData.Service("y", "e".repeat(7500)))), "too large");
  }

  private static List<String> keys() {
    return List.of(SERVER.publicKey().toDidKey());
  }

  private static PlcData with(List<String> keys, Map<String, PlcData.Service> services) {
    return new PlcData(keys, Map.of(), List.of(), services);
  }

  private void assertRefusedGenesis(PlcData data, String why) {
    var operation = PlcOperation.genesis(data, SERVER);
    assertRefused(operation.did(), operation, why);
  }

  @Test
  void refusesFieldsItDoesNotKnow() {
    var fields = new LinkedHashMap<>(genesis.json().fields());
    fields.put("extra", new Node.Bool(true));
    assertThatThrownBy(() -> directory.submit(did, new Node.Obj(fields)))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("Unexpected fields");
    assertThatThrownBy(() -> directory.submit(did, Node.NULL)).isInstanceOf(Refusal.Invalid.class);
  }
}
