package dev.tempest.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long something takes, in a histogram of the few buckets that every dashboard of ours needs.
 */
public final class Latency {
  /** Fixed: quantiles can be added up over servers, and cost no memory that grows. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final Timer timer;
  private final String name;
  private final List<String> labels;

  /** {@code labels} are names and values by turns. */
  public Latency(MeterRegistry registry, String name, String description, String... labels) {
    this.name = name;
    this.labels = List.of(labels);
    this.timer =
        Timer.builder(name)
            .description(description)
            .tags(labels)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  public void add(long nanos) {
    timer.record(nanos, TimeUnit.NANOSECONDS);
    Traces.took(name, labels, nanos);
  }

  public void addSince(long beganNanos) {
    add(System.nanoTime() - beganNanos);
  }
}
