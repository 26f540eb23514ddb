package dev.tempest.sqlite;

import dev.tempest.metrics.Latency;
import dev.tempest.metrics.Took;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The time that SQLite takes, by kind of database, and what writes to accounts wait for. */
@Singleton
final class SqliteMetrics implements StorageWatch {
  private final Map<Schema, Took> reads;
  private final Map<Schema, Took> writes;
  private final Map<Schema, Took> commits;
  private final Latency wait;
  private final Latency transaction;
  private final DistributionSummary group;

  SqliteMetrics(MeterRegistry registry) {
    reads = byKind(registry, "read");
    writes = byKind(registry, "write");
    commits = byKind(registry, "commit");
    wait =
        new Latency(registry, "tempest.write.wait", "What a write waited for its account's file");
    transaction =
        new Latency(
            registry,
            "tempest.write",
            "Transactions of repositories, from their beginning until they are on disk");
    group =
        DistributionSummary.builder("tempest.write.group.size")
            .description("Writes that shared a transaction")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
            .register(registry);
  }

  private static Map<Schema, Took> byKind(MeterRegistry registry, String operation) {
    var all = new EnumMap<Schema, Took>(Schema.class);
    for (Schema kind : Schema.values()) {
      all.put(
          kind,
          new Took(
              registry,
              "tempest.sqlite",
              "Time in SQLite",
              "database",
              kind.name().toLowerCase(Locale.ROOT),
              "operation",
              operation));
    }
    return all;
  }

  private static void add(Map<Schema, Took> all, Schema kind, long nanos) {
    Took one = all.get(kind);
    if (one != null) {
      one.add(nanos);
    }
  }

  @Override
  public void read(Schema kind, long nanos) {
    add(reads, kind, nanos);
  }

  @Override
  public void wrote(Schema kind, long nanos) {
    add(writes, kind, nanos);
  }

  @Override
  public void committed(Schema kind, long nanos) {
    add(commits, kind, nanos);
  }

  @Override
  public void waited(long nanos) {
    wait.add(nanos);
  }

  @Override
  public void grouped(int size, long nanos) {
    group.record(size);
    transaction.add(nanos);
  }
}
