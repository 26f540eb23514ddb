package dev.tempest.blob;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What sweeps have done since this process began: {@code tempest_blob_sweep_*} of the metrics. */
@Startup
@Singleton
class BlobSweepCounters {
  private final Counter uploads;
  private final Counter orphans;
  private final Counter bytes;
  private final Counter failed;
  private volatile @Nullable Instant endedAt;

  BlobSweepCounters(MeterRegistry registry) {
    uploads = removed(registry, "upload");
    orphans = removed(registry, "orphan");
    bytes =
        Counter.builder("tempest.blob.sweep.removed.bytes")
            .description("Bytes of blobs that sweeps removed")
            .register(registry);
    failed =
        Counter.builder("tempest.blob.sweep.failed")
            .description("Blobs that sweeps could not settle")
            .register(registry);
  }

  private static Counter removed(MeterRegistry registry, String kind) {
    return Counter.builder("tempest.blob.sweep.removed")
        .description("Blobs that sweeps removed: uploads never referred to, orphans of a crash")
        .tag("kind", kind)
        .register(registry);
  }

  void count(BlobSweep.Outcome outcome, long size) {
    switch (outcome) {
      case KEPT -> {}
      case UPLOAD_REMOVED -> {
        uploads.increment();
        bytes.increment((double) size);
      }
      case ORPHAN_REMOVED -> {
        orphans.increment();
        bytes.increment((double) size);
      }
      case FAILED -> failed.increment();
    }
  }

  void ended(Instant now) {
    endedAt = now;
  }

  BlobStatistics.Sweeps totals() {
    return new BlobStatistics.Sweeps(
        endedAt,
        (long) uploads.count(),
        (long) orphans.count(),
        (long) bytes.count(),
        (long) failed.count());
  }
}
