package dev.tempest.sync;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Refuses firehose settings that make no sense. */
@Singleton
final class SyncConfigCheck implements BootCheck {
  private final SyncConfig config;

  SyncConfigCheck(SyncConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (config.maxSubscribers() < 1) {
      problems.add(
          Problem.fatal("TEMPEST_FIREHOSE_MAX_SUBSCRIBERS", "must be 1 or more, for example 2000"));
    }
    if (config.maxLag() < 1) {
      problems.add(
          Problem.fatal("TEMPEST_FIREHOSE_MAX_LAG", "must be 1 or more, for example 5000"));
    }
    if (config.stallTimeout().compareTo(Duration.ofSeconds(1)) < 0) {
      problems.add(
          Problem.fatal("TEMPEST_FIREHOSE_STALL_TIMEOUT", "must be 1s or more, for example 30s"));
    }
    return problems;
  }
}
