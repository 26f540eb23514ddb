package dev.tempest.archive;

import static dev.tempest.archive.ArchiveException.Reason.DAMAGED;
import static dev.tempest.archive.ArchiveException.Reason.MISMATCH;
import static dev.tempest.archive.ArchiveException.Reason.REPLACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tempest.fault.Refusal;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives to and from a real S3 server, on a way where things go wrong. */
class ArchiveStoreTest {
  private static final String KEY = "backups/tempest-backup-x.zip";

  @TempDir Path dir;
  private final S3Settings direct = S3Server.shared().newBucket();
  private final FaultyProxy way = new FaultyProxy(direct.endpoint());
  private final S3Bucket bucket = bucket(Duration.ofSeconds(10));
  private final ArchiveStore store = new ArchiveStore(bucket, Duration.ofMillis(1));
  private SampleFolder folder;

  @BeforeEach
  void make() throws IOException {
    folder = SampleFolder.usual(dir.resolve("folder"));
  }

  @AfterEach
  void close() {
    bucket.close();
    way.close();
  }

  @Test
  void goesThereAndComesBack() throws IOException {
    var written = upload();

    assertThat(bucket.stat(KEY).orElseThrow().size()).isEqualTo(written.size());
    assertThat(download().files()).isEqualTo(5);
    assertThat(store.download("backups/none.zip")).isEmpty();
  }

  @Test
  void goesInParts() throws IOException {
    byte[] large = new byte[9_000_000];
    new SplittableRandom(3).nextBytes(large);
    folder.add("blobs/large", large).writeManifest();

    var written = upload();

    var stored = Files.readAllBytes(S3Server.shared().file(direct, KEY));
    assertThat(SampleFolder.listed("x", stored).sha256()).isEqualTo(written.sha256());
    assertThat(bucket.stat(KEY).orElseThrow().etag()).contains("-2");
  }

  @Test
  void readsOnWhereTheConnectionBroke() throws IOException {
    upload();
    way.cutOffAfter(70_000);

    assertThat(download().files()).isEqualTo(5);
    assertThat(dir.resolve("copy/account.sqlite"))
        .hasSameBinaryContentAs(folder.root.resolve("account.sqlite"));
  }

  @Test
  void givesUpWhenThatDoesNotHelp() throws IOException {
    upload();
    way.cutOffAfter(100);

    assertThatThrownBy(this::download)
        .isInstanceOf(Refusal.Unavailable.class)
        .hasMessageContaining("broke off " + KEY + " at byte ");
    assertThat(dir.resolve("copy")).doesNotExist();
  }

  @Test
  void storeThatIsAway() throws IOException {
    upload();
    try (var archive = store.download(KEY).orElseThrow()) {
      way.refuse();
      assertThatThrownBy(() -> extract(archive)).isInstanceOf(Refusal.Unavailable.class);
    }
    assertThat(dir.resolve("copy")).doesNotExist();
  }

  @Test
  void storeThatIsSilent() throws IOException {
    upload();
    way.stall();
    try (var impatient = bucket(Duration.ofMillis(200))) {
      var stalled = new ArchiveStore(impatient, Duration.ofMillis(1));
      assertThatThrownBy(() -> stalled.download(KEY)).isInstanceOf(Refusal.UpstreamTimedOut.class);
      assertThatThrownBy(() -> upload(stalled)).isInstanceOf(Refusal.UpstreamTimedOut.class);
    }
  }

  @Test
  void wrongBytesOnTheWayBack() throws IOException {
    upload();
    way.flipAnswersAt(5000);

    assertThatThrownBy(this::download)
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.reason()).isIn(DAMAGED, MISMATCH));
    assertThat(dir.resolve("copy")).doesNotExist();
  }

  @Test
  void anotherArchiveInItsPlace() throws IOException {
    upload();
    way.cutOffAfter(70_000);
    try (var archive = store.download(KEY).orElseThrow()) {
      assertThat(archive.readNBytes(1000)).hasSize(1000);
      bucket.put(KEY, new byte[200_000], "application/zip");
      var failure = catchThrowable(archive::readAllBytes);
      assertThat(failure)
          .isInstanceOfSatisfying(
              ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(REPLACED));
    }
  }

  @Test
  void failedUploadLeavesNothing() throws IOException {
    byte[] large = new byte[9_000_000];
    new SplittableRandom(3).nextBytes(large);
    folder.add("blobs/large", large).writeManifest();
    Files.write(folder.root.resolve("blobs/large"), new byte[9_000_000]);

    assertThatThrownBy(this::upload)
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.reason()).isEqualTo(MISMATCH));
    try (var files = Files.walk(S3Server.shared().file(direct, ""))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void wrongBytesOnTheWayThereAreRefused() {
    way.flipRequestsAt(5000);

    assertThatThrownBy(this::upload).isInstanceOf(Refusal.Unavailable.class);
    way.heal();
    assertThat(bucket.stat(KEY)).isEmpty();
  }

  @Test
  void uploadToAStoreThatIsAway() {
    way.beUnavailable();
    assertThatThrownBy(this::upload).isInstanceOf(Refusal.Unavailable.class);
    way.heal();
    assertThat(bucket.stat(KEY)).isEmpty();
  }

  private S3Bucket bucket(Duration patience) {
    return S3Bucket.open(direct.withEndpoint(way.endpoint()).withPatience(patience));
  }

  private WrittenArchive upload() throws IOException {
    return upload(store);
  }

  private WrittenArchive upload(ArchiveStore store) throws IOException {
    var writer = new ArchiveWriter(Optional.empty(), Progress.NONE);
    return store.upload(KEY, writer, folder.root, folder.files::stream);
  }

  private ReadArchive download() throws IOException {
    try (var archive = store.download(KEY).orElseThrow()) {
      return extract(archive);
    }
  }

  private ReadArchive extract(InputStream archive) throws IOException {
    return new ArchiveReader(Optional.empty(), Progress.NONE)
        .extract(archive, dir.resolve("copy"), SampleFolder::readManifest);
  }
}
