package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static dev.tempest.blob.BlobFixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.blob.BlobSweep.Swept;
import dev.tempest.fault.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BlobSweepTest {
  @TempDir Path root;
  private BlobFixture blobs;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, 1_000_000);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private BlobRef upload(String content) {
    return blobs.upload(ALICE, "text/plain", content.getBytes(StandardCharsets.UTF_8));
  }

  private void letPass(Duration time) {
    blobs.now = blobs.now.plus(time);
  }

  private static void assertSwept(Swept swept, long kept, long uploads, long orphans, long failed) {
    assertThat(swept.kept()).isEqualTo(kept);
    assertThat(swept.uploadsRemoved()).isEqualTo(uploads);
    assertThat(swept.orphansRemoved()).isEqualTo(orphans);
    assertThat(swept.failed()).isEqualTo(failed);
  }

  private void assertGone(BlobRef blob) {
    assertThat(blobs.row(ALICE, blob.cid())).isNull();
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.TEMPORARY)).isFalse();
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.PERMANENT)).isFalse();
  }

  @Test
  void forgottenUploadsGoWhenTheirTimeIsUp() {
    BlobRef forgotten = upload("forgotten");
    BlobRef used = upload("used");
    blobs.commitReference(ALICE, used);
    letPass(TTL);
    BlobRef recent = upload("recent");
    assertSwept(blobs.sweep.sweep(), 0, 0, 0, 0);
    letPass(Duration.ofMillis(1));
    assertSwept(blobs.sweep.sweep(), 1, 1, 0, 0);
    assertGone(forgotten);
    assertThat(blobs.open(ALICE, used.cid())).isPresent();
    blobs.commitReference(ALICE, recent);
  }

  @Test
  void anUploadRepeatedInTimeStays() {
    upload("twice");
    letPass(TTL.minusSeconds(1));
    BlobRef again = upload("twice");
    letPass(Duration.ofSeconds(2));
    assertSwept(blobs.sweep.sweep(), 0, 0, 0, 0);
    blobs.commitReference(ALICE, again);
  }

  @Test
  void whatACrashBeforeTheCommitLeftIsRemoved() {
    BlobRef promoted = upload("promoted");
    blobs.service.promote(ALICE, List.of(promoted.cid()));
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweepOfNewProcess().sweep(), 0, 0, 1, 0);
    assertGone(promoted);
  }

  @Test
  void whatACrashAfterTheCommitLeftIsRemovedByTheNextProcess() {
    BlobRef dropped = upload("dropped");
    blobs.commitReference(ALICE, dropped);
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweep.sweep(), 1, 0, 0, 0);
    blobs.references.remove(ALICE, dropped.cid()); // and no removeUnreferenced
    assertSwept(blobs.sweep.sweep(), 0, 0, 0, 0);
    assertSwept(blobs.sweepOfNewProcess().sweep(), 0, 0, 1, 0);
    assertGone(dropped);
  }

  @Test
  void aRowWithoutAFileIsRemoved() {
    BlobRef half = upload("half");
    blobs.store.delete(ALICE, half.cid(), Place.TEMPORARY);
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweep.sweep(), 0, 1, 0, 0);
    assertGone(half);
  }

  @Test
  void aReferencedBlobOnlyLosesItsSpareUpload() {
    BlobRef blob = upload("both");
    blobs.commitReference(ALICE, blob);
    upload("both");
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweep.sweep(), 1, 0, 0, 0);
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.TEMPORARY)).isFalse();
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
  }

  @Test
  void oneAccountsTroubleIsItsOwnAndTriedAgain() {
    BlobRef mine = upload("mine");
    blobs.upload(BOB, null, new byte[] {1});
    blobs.references.broken = BOB;
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweep.sweep(), 0, 1, 0, 1);
    assertGone(mine);
    blobs.references.broken = null;
    assertSwept(blobs.sweep.sweep(), 0, 1, 0, 0);
  }

  @Test
  void manyPagesAreSweptAndAStopEndsIt() {
    for (int i = 0; i < 203; i++) {
      upload("number " + i);
    }
    letPass(TTL.plusSeconds(1));
    assertSwept(blobs.sweep.sweep(() -> true), 0, 0, 0, 0);
    assertSwept(blobs.sweep.sweep(), 0, 203, 0, 0);
  }

  static LongStream seeds() {
    return LongStream.range(0, 8);
  }

  /** Commits and sweeps race over blobs whose time is up: a reference always finds its file. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingReferencedIsEverRemoved(long seed) throws Exception {
    var contents =
        new SplittableRandom(seed).ints(12).mapToObj(i -> "racing " + i).distinct().toList();
    contents.forEach(this::upload);
    letPass(TTL.plusSeconds(1));
    try (var pool = Executors.newFixedThreadPool(2)) {
      var commits = pool.submit(() -> contents.reversed().forEach(this::referTo));
      var sweeps = pool.submit(() -> blobs.sweep.sweep());
      commits.get(30, TimeUnit.SECONDS);
      assertThat(sweeps.get(30, TimeUnit.SECONDS).failed()).isZero();
    }
    for (String content : contents) {
      BlobRef blob = ref(content);
      assertThat(blobs.open(ALICE, blob.cid())).isPresent();
      assertThat(blobs.row(ALICE, blob.cid())).isNotNull();
    }
  }

  private void referTo(String content) {
    try {
      blobs.commitReference(ALICE, ref(content));
    } catch (Refusal.Invalid sweptBefore) {
      blobs.commitReference(ALICE, upload(content));
    }
  }

  private static BlobRef ref(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new BlobRef(Cid.of(Cid.Codec.RAW, bytes), "text/plain", bytes.length);
  }
}
