package dev.tempest.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something was done and how long it took in all: two additions, for the hottest paths.
 */
public final class Took {
  private final LongAdder times = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final String name;
  private final List<String> labels;

  /** {@code labels} are names and values by turns. */
  public Took(MeterRegistry registry, String name, String description, String... labels) {
    this.name = name;
    this.labels = List.of(labels);
    FunctionTimer.builder(
            name, this, took -> took.times.sum(), took -> took.nanos.sum(), TimeUnit.NANOSECONDS)
        .description(description)
        .tags(labels)
        .register(registry);
  }

  public void add(long nanosTaken) {
    times.increment();
    nanos.add(nanosTaken);
    Traces.took(name, labels, nanosTaken);
  }
}
