package dev.tempest.blob;

import dev.tempest.config.ServerConfig;
import dev.tempest.metrics.Seldom;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Blobs that come, go, and lie here. */
@Startup
@Singleton
final class BlobMetrics {
  /** Counting reads a row per blob. */
  private static final Duration COUNT_AT_MOST_EVERY = Duration.ofMinutes(5);

  private final Counter uploads;
  private final Counter uploaded;
  private final Counter served;

  BlobMetrics(MeterRegistry registry) {
    uploads =
        Counter.builder("tempest.blob.uploads").description("Blobs taken in").register(registry);
    uploaded = bytes(registry, "tempest.blob.uploaded", "Bytes of blobs taken in");
    served = bytes(registry, "tempest.blob.served", "Bytes of blobs given out");
  }

  private static Counter bytes(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).baseUnit("bytes").register(registry);
  }

  /** Asking late: a command must not open the files. */
  static void start(
      @Observes StartupEvent event,
      ServerConfig server,
      MeterRegistry registry,
      Instance<BlobStatistics> statistics) {
    if (server.serving()) {
      var totals = new Seldom<>(COUNT_AT_MOST_EVERY, () -> statistics.get().totals());
      Gauge.builder("tempest.blob.stored", totals, found -> found.get().bytes())
          .description("Bytes of all blobs, counted every five minutes")
          .baseUnit("bytes")
          .strongReference(true)
          .register(registry);
    }
  }

  void uploaded(long bytes) {
    uploads.increment();
    uploaded.increment((double) bytes);
  }

  void served(long bytes) {
    served.increment((double) bytes);
  }
}
