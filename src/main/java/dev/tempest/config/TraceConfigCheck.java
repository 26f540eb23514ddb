package dev.tempest.config;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Refuses settings of traces that make no sense, and traces from a build that has none. */
@Singleton
final class TraceConfigCheck implements BootCheck {
  private final TraceConfig config;

  TraceConfigCheck(TraceConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (config.enabled() && !config.linked()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_OTEL_ENABLED",
              "must be false: this program was built without traces"
                  + " (./mvnw package -Dotel builds one with them)"));
    }
    if (HttpUrl.baseWithoutUser(config.endpoint()).isEmpty()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_OTEL_ENDPOINT",
              "must be the http or https URL of an OTLP receiver,"
                  + " for example http://localhost:4318"));
    }
    if (!(config.sampleRatio() >= 0 && config.sampleRatio() <= 1)) {
      problems.add(
          Problem.fatal(
              "TEMPEST_OTEL_SAMPLE_RATIO", "must be a number from 0 to 1, for example 0.1"));
    }
    return problems;
  }
}
