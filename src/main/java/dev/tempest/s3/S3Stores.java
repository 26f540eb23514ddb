package dev.tempest.s3;

import dev.tempest.config.BootCheck.Problem;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.S3Settings.Access;
import dev.tempest.s3.S3Settings.Purpose;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.stream.Collectors;

/** The buckets that the operator named. */
@Singleton
public final class S3Stores {
  private final StoreConfig.Blobs blobs;
  private final StoreConfig.Backups backups;

  public S3Stores(StoreConfig.Blobs blobs, StoreConfig.Backups backups) {
    this.blobs = blobs;
    this.backups = backups;
  }

  /** Whether blobs lie on S3: {@code TEMPEST_BLOB_STORE}. */
  public boolean holdBlobs() {
    return blobs.store().equals(StoreCheck.S3);
  }

  /** Whether backups go to S3: {@code TEMPEST_BACKUP_STORE}. */
  public boolean holdBackups() {
    return backups.store().equals(StoreCheck.S3);
  }

  /** The bucket for blobs, whether they lie there or not. Refuses when settings are missing. */
  public S3Settings forBlobs() {
    return settings(Purpose.BLOBS, blobs.s3());
  }

  /** The bucket for backups, whether they go there or not. Refuses when settings are missing. */
  public S3Settings forBackups() {
    return settings(Purpose.BACKUPS, backups.s3());
  }

  private static S3Settings settings(Purpose purpose, StoreConfig.Bucket bucket) {
    var problems = StoreCheck.problemsOfBucket(purpose, bucket);
    if (!problems.isEmpty()) {
      throw Refusal.invalid(
          problems.stream().map(S3Stores::shown).collect(Collectors.joining("; ")));
    }
    Access access =
        bucket.accessKeyId().isPresent()
            ? new Access.Keys(bucket.accessKeyId().get(), bucket.secretAccessKey().orElseThrow())
            : new Access.Header(bucket.authorization().orElseThrow());
    return new S3Settings(
        purpose,
        URI.create(bucket.endpoint().orElseThrow()),
        bucket.bucket().orElseThrow(),
        bucket.region(),
        access,
        bucket.pathStyle(),
        bucket.timeout());
  }

  private static String shown(Problem problem) {
    return problem.variable() + " " + problem.message();
  }
}
