package dev.tempest.backup;

import dev.tempest.archive.Passphrase;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Stores;
import dev.tempest.sqlite.DataDir;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Proves a backup without restoring it: a folder where it lies, an archive in a scratch folder. */
@Singleton
public final class Verification {
  private final BackupSources sources;
  private final FolderProof proof;
  private final S3Stores stores;

  Verification(BackupSources sources, FolderProof proof, S3Stores stores) {
    this.sources = sources;
    this.proof = proof;
    this.stores = stores;
  }

  /** What is done about blobs that lie on S3; those of the backup itself are always hashed. */
  public enum RemoteBlobs {
    LEAVE,
    LIST,
    HASH
  }

  /**
   * What to verify.
   *
   * @param source in the operator's words, of which {@code path} is what they are as a path
   * @param scratch where an archive is unpacked
   */
  public record Order(
      String source, Path path, Path scratch, RemoteBlobs blobs, Optional<Passphrase> passphrase) {}

  /**
   * A proof that does not hold is returned like one that does.
   *
   * @throws BackupException or {@link dev.tempest.archive.ArchiveException}, when the backup is not
   *     as it was made
   */
  public Proof run(Order order, Progress progress) {
    try (var source = sources.find(order.source(), order.path(), order.passphrase())) {
      if (source instanceof FolderSource folder) {
        var manifest = folder.check(progress);
        return prove(new DataDir(folder.root()), manifest, order.blobs(), progress);
      }
      try (var scratch = Scratch.in(order.scratch())) {
        var manifest = source.unpack(scratch.folder(), scratch::requireSpace, progress);
        return prove(new DataDir(scratch.folder()), manifest, order.blobs(), progress);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the verification broke off", e);
    }
  }

  private Proof prove(DataDir folder, Manifest manifest, RemoteBlobs blobs, Progress progress) {
    if (manifest.blobs().areLocal() || blobs == RemoteBlobs.LEAVE) {
      return proof.of(folder, manifest, Restore.blobs(folder, manifest), progress);
    }
    if (!stores.holdBlobs()) {
      throw new IllegalStateException(
          "the backup's blobs are on S3: set TEMPEST_BLOB_STORE=s3 and TEMPEST_BLOB_S3_… to look"
              + " at them");
    }
    try (var bucket = S3Bucket.open(stores.forBlobs())) {
      var kind = S3BlobProof.in(bucket, blobs == RemoteBlobs.HASH);
      return proof.of(folder, manifest, kind, progress);
    }
  }
}
