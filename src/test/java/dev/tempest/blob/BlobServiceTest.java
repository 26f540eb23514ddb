package dev.tempest.blob;

import static dev.tempest.blob.BlobFixture.ALICE;
import static dev.tempest.blob.BlobFixture.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Place;
import dev.tempest.fault.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobServiceTest {
  private static final long LIMIT = 100_000_000;
  private static final byte[] WORDS = "words".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

  @TempDir Path root;
  private BlobFixture blobs;

  @BeforeEach
  void open() {
    blobs = new BlobFixture(root, LIMIT);
  }

  @AfterEach
  void close() {
    blobs.close();
  }

  private long filesUnder(String folder) throws IOException {
    try (var files = Files.walk(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void anUploadIsTemporaryAndRecorded() {
    BlobRef blob = blobs.upload(ALICE, "text/plain", WORDS);
    assertThat(blob).isEqualTo(new BlobRef(Cid.of(Cid.Codec.RAW, WORDS), "text/plain", 5));
    assertThat(blobs.row(ALICE, blob.cid()))
        .isEqualTo(new BlobTable.Row("text/plain", 5, blobs.now));
    assertThat(blobs.open(ALICE, blob.cid())).isEmpty();
  }

  @Test
  void theRecognizedTypeIsTheOneRecorded() {
    assertThat(blobs.upload(ALICE, "image/jpeg", PNG).mimeType()).isEqualTo("image/png");
  }

  @Test
  void tooLargeAnUploadLeavesNothing() throws IOException {
    try (var small = new BlobFixture(root.resolve("small"), 4)) {
      assertThatThrownBy(() -> small.upload(ALICE, null, WORDS))
          .isInstanceOf(Refusal.TooLarge.class);
      assertThat(small.row(ALICE, Cid.of(Cid.Codec.RAW, WORDS))).isNull();
    }
    assertThat(filesUnder("small/tmp")).isZero();
    assertThat(filesUnder("small/blobs")).isZero();
  }

  @Test
  void aCutOffUploadLeavesNothing() throws IOException {
    var cutOff =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> blobs.service.upload(ALICE, null, cutOff))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("cut off");
    assertThat(filesUnder("tmp")).isZero();
  }

  /** Zeros without end to them in memory; remembers the most that was asked for at once. */
  private static final class Zeros extends InputStream {
    private long left;
    private int mostAsked;

    Zeros(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      mostAsked = Math.max(mostAsked, into.length);
      int given = (int) Math.min(left, length);
      left -= given;
      return given == 0 && length > 0 ? -1 : given;
    }
  }

  @Test
  void anUploadOf64MegabytesPassesThroughASmallBuffer() {
    var body = new Zeros(64_000_000);
    BlobRef blob = blobs.service.upload(ALICE, null, body);
    assertThat(blob.size()).isEqualTo(64_000_000);
    assertThat(body.mostAsked).isLessThanOrEqualTo(Spool.BUFFER_BYTES);
  }

  @Test
  void uploadsAreBoundedInNumber() throws Exception {
    var begun = new CountDownLatch(BlobService.MOST_UPLOADS);
    var proceed = new CountDownLatch(1);
    IntFunction<Callable<BlobRef>> slow =
        i -> {
          var did = new Did("did:plc:sender" + i / BlobService.MOST_UPLOADS_EACH);
          return () -> blobs.service.upload(did, null, waiting(begun, proceed));
        };
    try (var pool = Executors.newFixedThreadPool(BlobService.MOST_UPLOADS)) {
      var uploads =
          IntStream.range(0, BlobService.MOST_UPLOADS).mapToObj(slow).map(pool::submit).toList();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> blobs.upload(BOB, null, WORDS))
          .isInstanceOf(Refusal.Unavailable.class);
      proceed.countDown();
      for (var upload : uploads) {
        assertThat(upload.get().size()).isZero();
      }
    }
    assertThat(blobs.upload(BOB, null, WORDS).size()).isEqualTo(5);
  }

  @Test
  void oneAccountsUploadsLeaveRoomForOthers() throws Exception {
    int most = BlobService.MOST_UPLOADS_EACH;
    var begun = new CountDownLatch(most);
    var proceed = new CountDownLatch(1);
    Callable<BlobRef> slow = () -> blobs.service.upload(ALICE, null, waiting(begun, proceed));
    try (var pool = Executors.newFixedThreadPool(most)) {
      var uploads = Collections.nCopies(most, slow).stream().map(pool::submit).toList();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> blobs.upload(ALICE, null, WORDS))
          .isInstanceOf(Refusal.Unavailable.class);
      assertThat(blobs.upload(BOB, null, WORDS).size()).isEqualTo(5);
      proceed.countDown();
      for (var upload : uploads) {
        assertThat(upload.get().size()).isZero();
      }
    }
    assertThat(blobs.upload(ALICE, null, WORDS).size()).isEqualTo(5);
  }

  private static InputStream waiting(CountDownLatch begun, CountDownLatch proceed) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        begun.countDown();
        try {
          proceed.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return read();
      }
    };
  }

  @Test
  void theSameBytesUploadedAtOnceAreOneBlob() throws Exception {
    byte[] content = new byte[300_000];
    Callable<BlobRef> upload = () -> blobs.upload(ALICE, "text/plain", content);
    try (var pool = Executors.newFixedThreadPool(8)) {
      var uploads = pool.invokeAll(Collections.nCopies(24, upload));
      BlobRef first = uploads.getFirst().get();
      for (var other : uploads) {
        assertThat(other.get()).isEqualTo(first);
      }
      blobs.commitReference(ALICE, first);
    }
    assertThat(filesUnder("tmp/uploads")).isZero();
    assertThat(filesUnder("tmp/blobs")).isZero();
    assertThat(filesUnder("blobs")).isEqualTo(1);
  }

  @Test
  void uploadingAgainRefreshesTheTime() {
    blobs.upload(ALICE, "text/plain", WORDS);
    blobs.now = blobs.now.plus(Duration.ofHours(1));
    BlobRef again = blobs.upload(ALICE, "text/markdown", WORDS);
    assertThat(blobs.row(ALICE, again.cid()))
        .isEqualTo(new BlobTable.Row("text/markdown", 5, blobs.now));
  }

  @Test
  void aTypeThatRecordsNameDoesNotChange() {
    BlobRef blob = blobs.upload(ALICE, "text/plain", WORDS);
    blobs.commitReference(ALICE, blob);
    assertThat(blobs.upload(ALICE, "text/markdown", WORDS)).isEqualTo(blob);
    blobs.service.requireAll(ALICE, List.of(blob));
  }

  @Test
  void requiresThatReferencesTellTheTruth() {
    BlobRef blob = blobs.upload(ALICE, "text/plain", WORDS);
    blobs.service.requireAll(ALICE, List.of(blob, blob));
    assertRefused("BlobNotFound", new BlobRef(Cid.of(Cid.Codec.RAW, PNG), "image/png", 11));
    assertRefused("InvalidMimeType", new BlobRef(blob.cid(), "text/html", 5));
    assertRefused("InvalidSize", new BlobRef(blob.cid(), "text/plain", 6));
    assertThatThrownBy(() -> blobs.service.requireAll(BOB, List.of(blob)))
        .isInstanceOf(Refusal.Invalid.class);
  }

  private void assertRefused(String error, BlobRef blob) {
    assertThatThrownBy(() -> blobs.service.requireAll(ALICE, List.of(blob)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, refusal -> assertThat(refusal.error()).isEqualTo(error));
  }

  @Test
  void aReferencedBlobIsServed() throws IOException {
    BlobRef blob = blobs.upload(ALICE, null, PNG);
    blobs.commitReference(ALICE, blob);
    try (var content = blobs.open(ALICE, blob.cid()).orElseThrow()) {
      assertThat(content.readAllBytes()).isEqualTo(PNG);
    }
    var served = blobs.served.find(ALICE, blob.cid()).orElseThrow();
    assertThat(served.mimeType()).isEqualTo("image/png");
    assertThat(served.size()).isEqualTo(11);
  }

  @Test
  void promotingWhatHasNoFileIsRefused() {
    BlobRef blob = blobs.upload(ALICE, null, WORDS);
    blobs.store.delete(ALICE, blob.cid(), Place.TEMPORARY); // row without file: a crash in between
    assertThatThrownBy(() -> blobs.service.promote(ALICE, List.of(blob.cid())))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class,
            refusal -> assertThat(refusal.error()).isEqualTo("BlobNotFound"));
  }

  @Test
  void aBlobGoesWithItsLastReference() {
    BlobRef blob = blobs.upload(ALICE, null, WORDS);
    blobs.commitReference(ALICE, blob);
    blobs.service.removeUnreferenced(ALICE, List.of(blob.cid())); // another record still refers
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.PERMANENT)).isTrue();
    blobs.commitRemoval(ALICE, blob.cid());
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.PERMANENT)).isFalse();
    assertThat(blobs.row(ALICE, blob.cid())).isNull();
  }

  @Test
  void aBlobUploadedAnewOutlivesItsLastReference() {
    BlobRef blob = blobs.upload(ALICE, null, WORDS);
    blobs.commitReference(ALICE, blob);
    blobs.upload(ALICE, null, WORDS);
    blobs.commitRemoval(ALICE, blob.cid());
    assertThat(blobs.open(ALICE, blob.cid())).isEmpty();
    blobs.commitReference(ALICE, blob);
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
  }

  @Test
  void anUploadThatRecordsWaitForIsServedAtOnce() {
    blobs.references.add(ALICE, Cid.of(Cid.Codec.RAW, WORDS)); // as after an import
    BlobRef blob = blobs.service.upload(ALICE, null, new ByteArrayInputStream(WORDS));
    assertThat(blobs.open(ALICE, blob.cid())).isPresent();
    assertThat(blobs.store.exists(ALICE, blob.cid(), Place.TEMPORARY)).isFalse();
  }
}
