package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Settings;
import dev.tempest.sqlite.DataDir;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store in trouble does to the blobs of a server. */
final class S3BlobFaultsTest {
  private final S3Settings bucket = S3Server.shared().newBucket();
  private final FaultyProxy proxy = new FaultyProxy(bucket.endpoint());

  @TempDir Path root;
  private BlobFixture blobs;

  @BeforeEach
  void open() {
    var dataDir = DataDir.create(root);
    var store = new S3BlobStore(bucket.withEndpoint(proxy.endpoint()), dataDir);
    blobs = new BlobFixture(dataDir, store, 1_000_000);
  }

  @AfterEach
  void close() {
    blobs.close();
    proxy.close();
  }

  private static byte[] noise(int size) {
    byte[] content = new byte[size];
    new SplittableRandom(size).nextBytes(content);
    return content;
  }

  private BlobRef published(int size) {
    BlobRef blob = blobs.upload(ALICE, "text/plain", noise(size));
    blobs.commitReference(ALICE, blob);
    return blob;
  }

  @Test
  void aPromotionThatFailsComesBeforeTheCommit() {
    BlobRef blob = blobs.upload(ALICE, "text/plain", noise(10));
    proxy.refuse();
    assertThatThrownBy(() -> blobs.commitReference(ALICE, blob))
        .isInstanceOf(Refusal.Unavailable.class);
    assertThat(blobs.references.isReferenced(ALICE, blob.cid())).isFalse();
    proxy.heal();
    blobs.commitReference(ALICE, blob);
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
  }

  @Test
  void whatCouldNotBeRemovedIsLeftToTheSweep() {
    BlobRef blob = published(10);
    BlobRef other = published(11);
    blobs.now = blobs.now.plus(TTL.multipliedBy(2));
    assertThat(blobs.sweep.sweep().kept()).isEqualTo(2); // and does not look at these again
    blobs.references.remove(ALICE, blob.cid());
    blobs.references.remove(ALICE, other.cid());
    proxy.refuse();
    var both = List.of(blob.cid(), other.cid());
    assertThatThrownBy(() -> blobs.service.removeUnreferenced(ALICE, both))
        .isInstanceOf(Refusal.Unavailable.class);
    proxy.heal();
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.PERMANENT)).isTrue();
    assertThat(blobs.sweep.sweep().orphansRemoved()).isZero();
    blobs.now = blobs.now.plus(TTL).plusMillis(1);
    var swept = blobs.sweep.sweep();
    assertThat(swept.orphansRemoved()).isEqualTo(2);
    assertThat(swept.bytes()).isEqualTo(21);
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.PERMANENT)).isFalse();
  }

  @Test
  void aSweepEndsWhenTheStoreIsDown() {
    blobs.upload(ALICE, "text/plain", noise(10));
    blobs.now = blobs.now.plus(TTL).plusMillis(1);
    proxy.beUnavailable();
    assertThatThrownBy(blobs.sweep::sweep).isInstanceOf(Refusal.Unavailable.class);
    proxy.heal();
    assertThat(blobs.sweep.sweep().uploadsRemoved()).isEqualTo(1);
  }

  @Test
  void fewWrongBytesAreNeverGivenOut() {
    BlobRef blob = published(1000);
    proxy.flipAnswersAt(999);
    assertThatThrownBy(() -> blobs.open(ALICE, blob.cid()))
        .isInstanceOf(Refusal.Unavailable.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void wrongBytesEndTheAnswerShortOfItsLength() throws IOException {
    BlobRef blob = published(500_000);
    proxy.flipAnswersAt(0);
    var given = new ByteArrayOutputStream();
    try (var content = blobs.open(ALICE, blob.cid()).orElseThrow()) {
      assertThatThrownBy(() -> content.transferTo(given))
          .isInstanceOf(VerifiedContent.Damaged.class);
    }
    assertThat(given.size()).isLessThan(500_000);
  }

  @Test
  void contentOfAnotherSizeIsNotBegun() throws IOException {
    BlobRef blob = published(500_000);
    Path object = S3Server.shared().file(bucket, "blobs/" + ALICE + "/" + blob.cid());
    Files.write(object, noise(400_000));
    assertThatThrownBy(() -> blobs.open(ALICE, blob.cid())).isInstanceOf(Refusal.Unavailable.class);
  }

  @Test
  void contentThatIsCutOffFails() throws IOException {
    BlobRef blob = published(500_000);
    proxy.cutOffAfter(100_000);
    try (var content = blobs.open(ALICE, blob.cid()).orElseThrow()) {
      assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
    }
  }
}
