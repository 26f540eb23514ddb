package dev.tempest.backup;

import dev.tempest.s3.S3Settings;
import dev.tempest.s3.S3Stores;
import dev.tempest.s3.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/** Stores as an operator may have set them. */
final class FixedStores {
  private FixedStores() {}

  static S3Stores local() {
    return new S3Stores(new Blobs("local", Bucket.NONE), new Backups("local", Bucket.NONE));
  }

  static S3Stores blobsIn(S3Settings bucket) {
    return new S3Stores(new Blobs("s3", Bucket.of(bucket)), new Backups("local", Bucket.NONE));
  }

  static S3Stores backupsIn(S3Settings bucket) {
    return new S3Stores(new Blobs("local", Bucket.NONE), new Backups("s3", Bucket.of(bucket)));
  }

  private record Blobs(String store, Bucket s3) implements StoreConfig.Blobs {}

  private record Backups(String store, Bucket s3) implements StoreConfig.Backups {}

  private record Bucket(
      Optional<String> endpoint,
      Optional<String> bucket,
      String region,
      Optional<String> accessKeyId,
      Optional<String> secretAccessKey,
      Optional<String> authorization,
      boolean pathStyle,
      Duration timeout)
      implements StoreConfig.Bucket {
    static final Bucket NONE =
        new Bucket(
            Optional.empty(),
            Optional.empty(),
            "auto",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            Duration.ofSeconds(10));

    static Bucket of(S3Settings settings) {
      var keys = (S3Settings.Access.Keys) settings.access();
      return new Bucket(
          Optional.of(settings.endpoint().toString()),
          Optional.of(settings.bucket()),
          settings.region(),
          Optional.of(keys.id()),
          Optional.of(keys.secret()),
          Optional.empty(),
          settings.pathStyle(),
          settings.patience());
    }
  }
}
