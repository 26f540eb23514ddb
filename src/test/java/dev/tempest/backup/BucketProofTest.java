package dev.tempest.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.archive.ArchiveException;
import dev.tempest.archive.ArchiveStore;
import dev.tempest.archive.ArchiveWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.backup.Verification.RemoteBlobs;
import dev.tempest.fault.Refusal;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Bucket;
import dev.tempest.testing.FaultyProxy;
import dev.tempest.testing.S3Server;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, and blobs of backups, that lie in a bucket. */
@QuarkusTest
@TestProfile(SoundBackup.Profile.class)
class BucketProofTest {
  private static final Did DID = new Did("did:plc:somebody");

  @Inject BackupCreation creation;
  @Inject FolderProof proof;
  @TempDir Path dir;

  private Verification.Order order(String source) {
    return new Verification.Order(
        source, dir.resolve(source), dir, RemoteBlobs.LEAVE, Optional.empty());
  }

  @Test
  void aBackupIsFoundByItsNameAndItsKey() throws IOException {
    var sound = SoundBackup.of(creation);
    var manifest = Manifest.read(sound.folder.resolve(Manifest.FILE_NAME));
    String name = manifest.about().name();
    String key = "backups/" + name + ".zip";
    var settings = S3Server.shared().newBucket();
    try (var bucket = S3Bucket.open(settings)) {
      new ArchiveStore(bucket)
          .upload(
              key,
              new ArchiveWriter(Optional.empty(), Progress.NONE),
              sound.folder,
              ArchiveSource.files(manifest));
    }
    var stores = FixedStores.backupsIn(settings);
    var verification = new Verification(new BackupSources(stores), proof, stores);
    assertThat(verification.run(order(name), Progress.NONE).holds()).isTrue();
    assertThat(verification.run(order(key), Progress.NONE).holds()).isTrue();
    assertThatThrownBy(() -> verification.run(order(name + "0"), Progress.NONE))
        .isInstanceOf(Refusal.Invalid.class)
        .hasMessageContaining("neither here nor on S3");
    assertThat(dir).isEmptyDirectory();

    try (var proxy = new FaultyProxy(settings.endpoint())) {
      var throughProxy = FixedStores.backupsIn(settings.withEndpoint(proxy.endpoint()));
      var other = new Verification(new BackupSources(throughProxy), proof, throughProxy);
      proxy.flipAnswersAt(5_000);
      assertThatThrownBy(() -> other.run(order(key), Progress.NONE))
          .isInstanceOfAny(ArchiveException.class, BackupException.class);
      proxy.heal();
      proxy.beUnavailable();
      assertThatThrownBy(() -> other.run(order(key), Progress.NONE)).isInstanceOf(Refusal.class);
    }
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void blobsAreListedOrRead() {
    byte[] content = "an image".getBytes(StandardCharsets.UTF_8);
    Cid here = Cid.of(Cid.Codec.RAW, content);
    Cid rotten = Cid.of(Cid.Codec.RAW, new byte[8]);
    Cid gone = Cid.of(Cid.Codec.RAW, new byte[9]);
    try (var bucket = S3Bucket.open(S3Server.shared().newBucket())) {
      bucket.put("blobs/" + DID + "/" + here, content, "image/png");
      bucket.put("quarantine/blobs/" + DID + "/" + rotten, content, "image/png");
      var listed = S3BlobProof.in(bucket, false).forOneThread().get();
      assertThat(listed.fault(DID, here, 8)).isEmpty();
      assertThat(listed.fault(DID, here, 9))
          .hasValueSatisfying(f -> assertThat(f).contains("not 9"));
      assertThat(listed.fault(DID, rotten, 8)).isEmpty();
      assertThat(listed.fault(DID, gone, 9))
          .hasValueSatisfying(fault -> assertThat(fault).contains("is missing on S3"));
      var read = S3BlobProof.in(bucket, true).forOneThread().get();
      assertThat(read.fault(DID, here, 8)).isEmpty();
      assertThat(read.fault(DID, rotten, 8))
          .hasValueSatisfying(fault -> assertThat(fault).contains("does not hash to its CID"));
    }
  }
}
