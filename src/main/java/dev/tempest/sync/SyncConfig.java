package dev.tempest.sync;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * What the firehose grants its subscribers. {@link SyncConfigCheck} refuses what makes no sense.
 */
@ConfigMapping(prefix = "tempest.firehose")
public interface SyncConfig {
  /** {@code TEMPEST_FIREHOSE_MAX_SUBSCRIBERS}: connections at once; one more is answered 503. */
  @WithDefault("2000")
  int maxSubscribers();

  /**
   * {@code TEMPEST_FIREHOSE_MAX_LAG}: how many events a subscriber that was at the end may fall
   * behind before it is closed.
   */
  @WithDefault("5000")
  int maxLag();

  /**
   * {@code TEMPEST_FIREHOSE_STALL_TIMEOUT}: how long a connection may take nothing of what was sent
   * to it before it is closed.
   */
  @WithDefault("30s")
  Duration stallTimeout();
}
