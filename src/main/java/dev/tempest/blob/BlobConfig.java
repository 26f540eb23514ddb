package dev.tempest.blob;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Blobs: {@code TEMPEST_BLOB_*}. {@link BlobConfigCheck} refuses what makes no sense. */
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

  /**
   * {@code TEMPEST_BLOB_QUOTA_BYTES}: how much all blobs of an account may take, where the account
   * has no quota of its own. Without it, as much as fits.
   */
  OptionalLong quotaBytes();

  /**
   * {@code TEMPEST_BLOB_CDN_BASE_URL}: an origin that shows {@code blobs/<did>/<cid>} of the bucket
   * under that path, to which those who read blobs are sent.
   */
  Optional<String> cdnBaseUrl();
}
