package dev.tempest.blob;

import dev.tempest.config.ServerConfig;
import dev.tempest.drain.DrainBegun;
import dev.tempest.schedule.RecurringWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Sweeps soon after the start and then every hour, in a process that serves. */
@Singleton
class BlobSweeper {
  private static final Logger LOG = Logger.getLogger(BlobSweeper.class);

  private final ServerConfig config;
  private final Instance<BlobStore> store;
  private final Instance<BlobSweep> sweep;
  private final RecurringWork work = new RecurringWork();

  /** The beans are got late: getting them claims the volume, which a command must not. */
  BlobSweeper(ServerConfig config, Instance<BlobStore> store, Instance<BlobSweep> sweep) {
    this.config = config;
    this.store = store;
    this.sweep = sweep;
  }

  void start(@Observes StartupEvent event) {
    if (config.serving()) {
      store.get().discardUnfinished();
    }
  }

  @Scheduled(every = "1h", delayed = "30s")
  void sweepEveryHour() {
    work.run(this::sweepOnce);
  }

  private void sweepOnce() {
    try {
      var swept = sweep.get().sweep(work::isStopped);
      LOG.infof(
          "event=blob_sweep kept=%d uploads_removed=%d orphans_removed=%d bytes=%d failed=%d",
          swept.kept(),
          swept.uploadsRemoved(),
          swept.orphansRemoved(),
          swept.bytes(),
          swept.failed());
    } catch (RuntimeException e) { // the schedule's root: the next hour may be better
      LOG.error("event=blob_sweep_failed: blobs without a reference stay for now", e);
    }
  }

  void endSoon(@Observes DrainBegun drain) {
    work.endSoon();
  }

  void stop(@Observes @Priority(RecurringWork.STOP_PRIORITY) ShutdownEvent event)
      throws InterruptedException {
    work.stop();
  }
}
