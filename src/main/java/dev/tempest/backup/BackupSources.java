package dev.tempest.backup;

import dev.tempest.archive.ArchiveStore;
import dev.tempest.archive.Passphrase;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Stores;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the backup that the operator means. */
@Singleton
public final class BackupSources {
  private final S3Stores stores;

  BackupSources(S3Stores stores) {
    this.stores = stores;
  }

  /**
   * A folder, an archive's file, or what is on S3 under that key or name. Refuses with {@code
   * BackupNotFound}.
   *
   * @param path how the operator's words are a path
   */
  BackupSource find(String text, Path path, Optional<Passphrase> passphrase) {
    if (Files.isDirectory(path)) {
      return new FolderSource(path);
    }
    if (Files.isRegularFile(path)) {
      return ArchiveSource.of(path, passphrase);
    }
    if (!stores.holdBackups()) {
      throw notFound(path + " is not there, and TEMPEST_BACKUP_STORE=s3 is not set to look there");
    }
    return onS3(text, passphrase);
  }

  /** One that is known to be there. */
  BackupSource open(StoredBackup backup, Optional<Passphrase> passphrase) {
    return switch (backup.place()) {
      case FOLDER -> new FolderSource(Path.of(backup.location()));
      case ARCHIVE -> ArchiveSource.of(Path.of(backup.location()), passphrase);
      case BUCKET -> onS3(backup.location(), passphrase);
    };
  }

  private BackupSource onS3(String text, Optional<Passphrase> passphrase) {
    var bucket = S3Bucket.open(stores.forBackups());
    for (String key : keys(text)) {
      if (bucket.stat(key).isPresent()) {
        return new ArchiveSource(key, () -> download(bucket, key), bucket::close, passphrase);
      }
    }
    bucket.close();
    throw notFound("there is no backup " + text + ", neither here nor on S3");
  }

  private static List<String> keys(String text) {
    String key = text.startsWith(BucketLayout.PREFIX) ? text : BucketLayout.PREFIX + text;
    return BucketLayout.name(key).isPresent() && !BucketLayout.isSidecar(key)
        ? List.of(key)
        : List.of(key + ArchiveName.ENCRYPTED, key + ArchiveName.PLAIN);
  }

  private static InputStream download(S3Bucket bucket, String key) {
    return new ArchiveStore(bucket)
        .download(key)
        .orElseThrow(() -> notFound(key + " is gone from S3"));
  }

  static Refusal notFound(String message) {
    return new Refusal.Invalid("BackupNotFound", message);
  }
}
