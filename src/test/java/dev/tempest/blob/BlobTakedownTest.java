package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.audit.AuditEntry;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobTakedownTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final AuditEntry ENTRY = AuditEntry.ofOperator("test", ALICE.value());

  @TempDir Path root;
  private BlobFixture blobs;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, 1000);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private BlobRef published() {
    var blob = blobs.upload(ALICE, "text/plain", HELLO);
    blobs.commitReference(ALICE, blob);
    return blob;
  }

  @Test
  void hidesTheBlobOfThatAccountOnly() throws Exception {
    var blob = published();
    blobs.commitReference(BOB, blobs.upload(BOB, "text/plain", HELLO));
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    assertThat(blobs.open(ALICE, blob.cid())).isEmpty();
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.QUARANTINE)).isTrue();
    try (var content = blobs.open(BOB, blob.cid()).orElseThrow()) {
      assertThat(content.readAllBytes()).isEqualTo(HELLO);
    }
  }

  @Test
  void refusesTheSameBytesAndNewReferences() {
    var blob = published();
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    assertThatThrownBy(() -> blobs.upload(ALICE, "text/plain", HELLO))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("taken down");
    assertThatThrownBy(() -> blobs.commitReference(ALICE, blob))
        .extracting(refused -> ((Refusal) refused).error())
        .isEqualTo("BlobNotFound");
  }

  @Test
  void aBlobThatIsNotThereCanBeTakenDownAhead() {
    var blob = blobs.upload(BOB, "text/plain", HELLO);
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    assertThatThrownBy(() -> blobs.upload(ALICE, "text/plain", HELLO))
        .hasMessageContaining("taken down");
    blobs.takedown.end(ALICE, blob.cid(), ENTRY);
    assertThat(blobs.upload(ALICE, "text/plain", HELLO).cid()).isEqualTo(blob.cid());
  }

  @Test
  void comesBackAsItWas() throws Exception {
    var blob = published();
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    blobs.takedown.apply(ALICE, blob.cid(), "another note", ENTRY);
    blobs.takedown.end(ALICE, blob.cid(), ENTRY);
    blobs.takedown.end(ALICE, blob.cid(), ENTRY);
    try (var content = blobs.open(ALICE, blob.cid()).orElseThrow()) {
      assertThat(content.readAllBytes()).isEqualTo(HELLO);
    }
    assertThat(blobs.served.find(ALICE, blob.cid()))
        .hasValueSatisfying(found -> assertThat(found.mimeType()).isEqualTo("text/plain"));
  }

  @Test
  void neitherTheSweepNorTheLastDereferenceLosesIt() throws Exception {
    var blob = published();
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    blobs.commitRemoval(ALICE, blob.cid());
    blobs.now = blobs.now.plus(BlobFixture.TTL).plus(Duration.ofHours(1));
    blobs.sweepOfNewProcess().sweep();
    assertThat(blobs.row(ALICE, blob.cid())).isNotNull();
    blobs.takedown.end(ALICE, blob.cid(), ENTRY);
    blobs.sweepOfNewProcess().sweep(); // it has its time again
    blobs.commitReference(ALICE, blob);
    try (var content = blobs.open(ALICE, blob.cid()).orElseThrow()) {
      assertThat(content.readAllBytes()).isEqualTo(HELLO);
    }
  }

  @Test
  void anUploadThatNobodyRefersToIsTakenDownToo() {
    var blob = blobs.upload(ALICE, "text/plain", HELLO);
    blobs.takedown.apply(ALICE, blob.cid(), "note", ENTRY);
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.TEMPORARY)).isFalse();
    blobs.takedown.end(ALICE, blob.cid(), ENTRY);
    blobs.commitReference(ALICE, blob);
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
    assertThat(List.of(Place.TEMPORARY, Place.QUARANTINE))
        .noneMatch(place -> blobs.store.exists(ALICE, blob.cid(), place));
  }
}
