package dev.tempest.blob;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Blobs: {@code TEMPEST_BLOB_*}. */
@ConfigMapping(prefix = "tempest.blob")
public interface BlobConfig {
  /** {@code TEMPEST_BLOB_MAX_BYTES}: the largest upload, in bytes. */
  @WithDefault("10000000")
  long maxBytes();

  /**
   * {@code TEMPEST_BLOB_TEMP_TTL}: how long an upload waits for a record that refers to it, such as
   * {@code 6h}.
   */
  @WithDefault("6h")
  Duration tempTtl();
}
