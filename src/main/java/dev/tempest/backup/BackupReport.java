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
  private final InstantSource clock;
  private final ObjectMapper json;

  BackupReport(
      BackupConfig config,
      OperationRuns runs,
      Backups backups,
      InstantSource clock,
      ObjectMapper json) {
    this.config = config;
    this.runs = runs;
    this.backups = backups;
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
      @Nullable Long lastGoodAgeSeconds) {}

  /**
   * A backup that was begun.
   *
   * @param outcome {@code succeeded}, {@code failed}, {@code underWay}, or {@code interrupted} when
   *     the server died meanwhile
   * @param detail a {@link BackupResult}, or an {@code error}
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
    return new State(config.schedule(), last, good, age);
  }

  private Run run(OperationRun run) {
    return new Run(run.name(), run.startedAt(), run.endedAt(), outcome(run), detail(run));
  }

  private String outcome(OperationRun run) {
    if (run.endedAt() != null) {
      return run.succeeded() ? "succeeded" : "failed";
    }
    return backups.underWay().filter(run.name()::equals).isPresent() ? "underWay" : "interrupted";
  }

  private @Nullable JsonNode detail(OperationRun run) {
    try {
      return run.detail() == null ? null : json.readTree(run.detail());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("operation_run holds no JSON", e);
    }
  }
}
