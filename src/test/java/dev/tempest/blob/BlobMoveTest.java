package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.audit.AuditEntry;
import dev.tempest.blob.BlobMove.Destination;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Settings;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobMoveTest {
  private final S3Settings bucket = S3Server.shared().newBucket();

  @TempDir Path root;
  private BlobFixture blobs;
  private S3BlobStore remote;
  private BlobMove move;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, 1_000_000);
    remote = new S3BlobStore(bucket, blobs.dataDir);
    move =
        new BlobMove(
            new BlobStores(() -> blobs.store, () -> remote), new AccountDatabase(blobs.accounts));
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private BlobRef published(int size) {
    BlobRef blob = blobs.upload(ALICE, "image/png", new byte[size]);
    blobs.commitReference(ALICE, blob);
    return blob;
  }

  @Test
  void everythingGoesThereAndBack() throws IOException {
    BlobRef used = published(300_000);
    BlobRef hidden = published(20);
    blobs.takedown.apply(ALICE, hidden.cid(), "note", AuditEntry.ofOperator("test", "test"));
    BlobRef waiting = blobs.upload(BOB, "text/plain", new byte[5]);

    var there = move.move(Destination.S3, Progress.NONE);
    assertThat(there.copied()).isEqualTo(3);
    assertThat(there.bytes()).isEqualTo(300_025);
    assertThat(there.faults()).isEmpty();
    assertThat(there.to()).isEqualTo("s3://" + bucket.bucket());
    try (var blob = remote.open(ALICE, used.cid(), Place.PERMANENT).orElseThrow()) {
      assertThat(blob.content().readAllBytes()).isEqualTo(new byte[300_000]);
    }
    assertThat(remote.exists(ALICE, hidden.cid(), Place.QUARANTINE)).isTrue();
    assertThat(remote.exists(BOB, waiting.cid(), Place.TEMPORARY)).isTrue();
    assertThat(blobs.store.exists(ALICE, used.cid(), Place.PERMANENT)).isTrue();

    blobs.store.deleteAll(ALICE);
    blobs.store.deleteAll(BOB);
    assertThat(move.move(Destination.LOCAL, Progress.NONE).copied()).isEqualTo(3);
    assertThat(blobs.open(ALICE, used.cid())).isPresent();
    assertThat(blobs.store.exists(ALICE, hidden.cid(), Place.QUARANTINE)).isTrue();
  }

  /** Ends the move when the first blob has been copied. */
  private static final class Killed implements Progress {
    @Override
    public void begin(String step, long total, Unit unit) {}

    @Override
    public void advance(long amount) {
      throw new IllegalStateException("killed");
    }
  }

  @Test
  void aMoveThatWasCutOffGoesOn() {
    for (int i = 1; i <= 20; i++) {
      published(i);
    }
    assertThatThrownBy(() -> move.move(Destination.S3, new Killed())).hasMessage("killed");
    var rest = move.move(Destination.S3, Progress.NONE);
    assertThat(rest.already()).isBetween(1L, 19L);
    assertThat(rest.already() + rest.copied()).isEqualTo(20);
    assertThat(move.move(Destination.S3, Progress.NONE).already()).isEqualTo(20);
  }

  @Test
  void whatIsDamagedIsNamedAndStays() throws IOException {
    BlobRef good = published(10);
    BlobRef bad = published(20);
    Path file = root.resolve("blobs/did_plc_alice").resolve(bad.cid().toString());
    byte[] wrong = new byte[20];
    wrong[3] = 1;
    Files.write(file, wrong);
    var moved = move.move(Destination.S3, Progress.NONE);
    assertThat(moved.copied()).isEqualTo(1);
    assertThat(moved.faults()).extracting(BlobVerification.Fault::cid).containsExactly(bad.cid());
    assertThat(remote.exists(ALICE, good.cid(), Place.PERMANENT)).isTrue();
    assertThat(remote.exists(ALICE, bad.cid(), Place.PERMANENT)).isFalse();
  }
}
