package dev.tempest.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.backup.OperationRuns.Operation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How it stands with backups: for the operator's status page and for metrics. Blocks. */
@Singleton
public final class BackupReport {
  private final BackupConfig config;
  private final OperationRuns runs;
  private final Backups backups;
  private final Drill drill;
  private final InstantSource clock;
  private final ObjectMapper json;

  BackupReport(
      BackupConfig config,
      OperationRuns runs,
      Backups backups,
      Drill drill,
      InstantSource clock,
      ObjectMapper json) {
    this.config = config;
    this.runs = runs;
    this.backups = backups;
    this.drill = drill;
    this.clock = clock;
    this.json = json;
  }

  /**
   * What is known.
   *
   * @param lastGoodAgeSeconds how old the newest good one is; null without one
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record State(
      String schedule,
      @Nullable Run last,
      @Nullable Run lastGood,
      @Nullable Long lastGoodAgeSeconds,
      String drillSchedule,
      @Nullable Run lastDrill) {}

  /**
   * A backup or a drill that was begun.
   *
   * @param outcome {@code succeeded}, {@code failed}, {@code underWay}, or {@code interrupted} when
   *     the server died meanwhile
   * @param detail a {@link BackupResult} or {@link DrillReport}, or an {@code error}
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Run(
      String name,
      Instant startedAt,
      @Nullable Instant endedAt,
      String outcome,
      @Nullable JsonNode detail) {}

  public State look() {
    Run last = runs.last(Operation.BACKUP).map(this::run).orElse(null);
    Run good = runs.lastGood(Operation.BACKUP).map(this::run).orElse(null);
    Long age =
        good == null ? null : Duration.between(good.startedAt(), clock.instant()).toSeconds();
    Run drill = runs.last(Operation.DRILL).map(this::drill).orElse(null);
    return new State(config.schedule(), last, good, age, config.drillSchedule(), drill);
  }

  private Run run(OperationRun run) {
    return run(run, backups.underWay().filter(run.name()::equals).isPresent());
  }

  private Run drill(OperationRun run) {
    return run(run, drill.isUnderWay());
  }

  private Run run(OperationRun run, boolean underWay) {
    return new Run(run.name(), run.startedAt(), run.endedAt(), outcome(run, underWay), detail(run));
  }

  private static String outcome(OperationRun run, boolean underWay) {
    if (run.endedAt() != null) {
      return run.succeeded() ? "succeeded" : "failed";
    }
    return underWay ? "underWay" : "interrupted";
  }

  private @Nullable JsonNode detail(OperationRun run) {
    try {
      return run.detail() == null ? null : json.readTree(run.detail());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("operation_run holds no JSON", e);
    }
  }
}
