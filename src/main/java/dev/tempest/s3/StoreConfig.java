package dev.tempest.s3;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where one kind of data lies. {@link StoreCheck} refuses what makes no sense. */
public interface StoreConfig {
  /** {@code TEMPEST_BLOB_STORE}, {@code TEMPEST_BACKUP_STORE}: {@code local} or {@code s3}. */
  @WithDefault("local")
  String store();

  Bucket s3();

  /** {@code TEMPEST_BLOB_STORE} and {@code TEMPEST_BLOB_S3_*}. */
  @ConfigMapping(prefix = "tempest.blob")
  interface Blobs extends StoreConfig {}

  /** {@code TEMPEST_BACKUP_STORE} and {@code TEMPEST_BACKUP_S3_*}. */
  @ConfigMapping(prefix = "tempest.backup")
  interface Backups extends StoreConfig {}

  /** A bucket and how to get in. */
  interface Bucket {
    /** {@code …_ENDPOINT}: the origin of the service, such as {@code https://s3.example.com}. */
    Optional<String> endpoint();

    /** {@code …_BUCKET}. */
    Optional<String> bucket();

    /** {@code …_REGION}. */
    @WithDefault("auto")
    String region();

    /** {@code …_ACCESS_KEY_ID}. */
    Optional<String> accessKeyId();

    /** {@code …_SECRET_ACCESS_KEY}. */
    Optional<String> secretAccessKey();

    /** {@code …_AUTHORIZATION}: a header sent as it is, when there are no keys. */
    Optional<String> authorization();

    /** {@code …_PATH_STYLE}: the bucket is in the path rather than in the host's name. */
    @WithDefault("true")
    boolean pathStyle();

    /** {@code …_TIMEOUT}: how long the service may be silent. */
    @WithDefault("10s")
    Duration timeout();
  }
}
