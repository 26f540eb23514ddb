package dev.tempest.drain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a stop may take. */
@ConfigMapping(prefix = "tempest")
public interface DrainConfig {
  /**
   * {@code TEMPEST_SHUTDOWN_TIMEOUT}: how long requests under way are waited for. With what follows
   * it is less than the ten seconds after which Docker kills.
   */
  @WithDefault("5s")
  Duration shutdownTimeout();
}
