package dev.tempest.s3;

import dev.tempest.metrics.Family;
import dev.tempest.metrics.Latency;
import io.micrometer.core.instrument.Metrics;
import java.util.Locale;

/**
 * Requests of one bucket. They go to the registry of the whole process: buckets are opened in many
 * places, and a request is long.
 */
final class S3Metrics {
  private record Call(String operation, Outcome outcome) {}

  /** What became of a request. */
  enum Outcome {
    OK,
    /** The service said no. */
    REFUSED,
    TIMEOUT,
    UNREACHABLE
  }

  private final Family<Call, Latency> calls;

  S3Metrics(S3Settings settings) {
    String store = settings.purpose().name().toLowerCase(Locale.ROOT);
    calls =
        new Family<>(
            call ->
                new Latency(
                    Metrics.globalRegistry,
                    "tempest.s3",
                    "Requests to the object store, retries included",
                    "store",
                    store,
                    "operation",
                    call.operation().replace(' ', '_'),
                    "outcome",
                    call.outcome().name().toLowerCase(Locale.ROOT)));
  }

  void took(String operation, Outcome outcome, long nanos) {
    calls.of(new Call(operation, outcome)).add(nanos);
  }
}
