package dev.tempest.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.archive.ArchiveStore;
import dev.tempest.archive.ArchiveWriter;
import dev.tempest.archive.WrittenArchive;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Stores;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Makes an archive of a backup's folder, as a file or in the bucket for backups. */
@Singleton
final class BackupUpload {
  private final S3Stores stores;
  private final ObjectMapper json;

  BackupUpload(S3Stores stores, ObjectMapper json) {
    this.stores = stores;
    this.json = json;
  }

  /** Fails when the bucket's settings are missing, before there is anything to upload. */
  void requireBucket() {
    if (!stores.holdBackups()) {
      throw new BackupException(
          "there is nowhere to upload to: set TEMPEST_BACKUP_STORE=s3 and TEMPEST_BACKUP_S3_*");
    }
    stores.forBackups();
  }

  /** The archive, and then its sidecar: without that it does not count as whole. */
  BackupResult.Archive upload(BackupCreation.Created backup, ArchiveWriter writer)
      throws IOException {
    String name = backup.manifest().about().name();
    String key = BucketLayout.archive(name, writer.extension());
    try (var bucket = S3Bucket.open(stores.forBackups())) {
      var written =
          new ArchiveStore(bucket)
              .upload(key, writer, backup.folder(), ArchiveSource.files(backup.manifest()));
      var archive = BackupResult.Archive.of(key, written);
      bucket.put(
          BucketLayout.sidecar(name),
          json.writeValueAsBytes(Sidecar.of(backup.manifest(), archive)),
          "application/json");
      return archive;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sidecar that is no JSON", e);
    }
  }

  /** An archive beside others in {@code parent}, where there must be room for all of it. */
  BackupResult.Archive write(BackupCreation.Created backup, ArchiveWriter writer, Path parent)
      throws IOException {
    SpaceCheck.require(parent, "the archive", backup.manifest().totals().bytes());
    Path target = parent.resolve(backup.manifest().about().name() + writer.extension());
    WrittenArchive written =
        writer.writeFile(backup.folder(), ArchiveSource.files(backup.manifest()), target);
    return BackupResult.Archive.of(target.toString(), written);
  }
}
