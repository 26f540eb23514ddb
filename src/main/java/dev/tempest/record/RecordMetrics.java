package dev.tempest.record;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;

/** Commits, and what they change. */
@Startup
@Singleton
final class RecordMetrics {
  private final Counter commits;
  private final Counter creates;
  private final Counter updates;
  private final Counter deletes;

  RecordMetrics(MeterRegistry registry) {
    commits =
        Counter.builder("tempest.commits")
            .description("Commits that clients made")
            .register(registry);
    creates = writes(registry, "create");
    updates = writes(registry, "update");
    deletes = writes(registry, "delete");
  }

  private static Counter writes(MeterRegistry registry, String operation) {
    return Counter.builder("tempest.record.writes")
        .description("Records that commits created, updated or deleted")
        .tag("operation", operation)
        .register(registry);
  }

  void committed(List<RepoWrites.Change> changes) {
    commits.increment();
    for (RepoWrites.Change change : changes) {
      switch (change) {
        case RepoWrites.Change.Store(_, _, var old) ->
            (old == null ? creates : updates).increment();
        case RepoWrites.Change.Remove _ -> deletes.increment();
      }
    }
  }
}
