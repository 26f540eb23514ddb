package dev.tempest.bench;

import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import dev.tempest.metrics.Took;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a request pays for being measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MeterBenchmark {
  private Latency latency;
  private Took took;
  private Family<String, Latency> methods;
  private final String method = "com.atproto.repo.createRecord";

  @Setup
  public void register() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    latency = new Latency(registry, "latency", "One");
    took = new Took(registry, "took", "One");
    methods = new Family<>(name -> new Latency(registry, "by.method", "One", "method", name));
  }

  @Benchmark
  public void histogram() {
    latency.add(3_000_000);
  }

  @Benchmark
  public void summary() {
    took.add(3_000_000);
  }

  @Benchmark
  public Latency lookUp() {
    return methods.of(method);
  }

  @Benchmark
  public long clock() {
    return System.nanoTime();
  }
}
