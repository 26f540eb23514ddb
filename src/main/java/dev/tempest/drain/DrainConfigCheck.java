package dev.tempest.drain;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Refuses times that nobody waits for. */
@Singleton
final class DrainConfigCheck implements BootCheck {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final DrainConfig config;

  DrainConfigCheck(DrainConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    Duration timeout = config.shutdownTimeout();
    return timeout.isNegative() || timeout.compareTo(LONGEST) > 0
        ? List.of(
            Problem.fatal("TEMPEST_SHUTDOWN_TIMEOUT", "must be between 0s and 1h, for example 5s"))
        : List.of();
  }
}
