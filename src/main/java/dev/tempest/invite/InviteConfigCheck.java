package dev.tempest.invite;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Refuses invite settings that make no sense. */
@Singleton
final class InviteConfigCheck implements BootCheck {
  private static final String INTERVAL = "TEMPEST_INVITE_INTERVAL";

  private final InviteConfig config;

  InviteConfigCheck(InviteConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    config
        .interval()
        .ifPresent(
            interval -> {
              if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                problems.add(Problem.fatal(INTERVAL, "must be 1s or more, for example P7D"));
              } else if (!config.required()) {
                problems.add(
                    Problem.warning(
                        INTERVAL, "has no effect without TEMPEST_INVITE_REQUIRED=true"));
              }
            });
    return problems;
  }
}
