package dev.tempest.config;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Refuses words that the log does not know. */
@Singleton
final class LogConfigCheck implements BootCheck {
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");
  private static final List<String> FORMATS = List.of("json", "text");

  private final LogConfig config;

  LogConfigCheck(LogConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (!LEVELS.contains(config.level())) {
      problems.add(
          Problem.fatal("TEMPEST_LOG_LEVEL", "must be error, warn, info or debug, as in info"));
    }
    if (!FORMATS.contains(config.format())) {
      problems.add(Problem.fatal("TEMPEST_LOG_FORMAT", "must be json or text, as in json"));
    }
    return problems;
  }
}
