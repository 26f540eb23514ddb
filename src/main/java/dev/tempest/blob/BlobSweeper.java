package dev.tempest.blob;

import dev.tempest.config.ServerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The thread that sweeps, soon after the start and then every hour, in a process that serves. */
@Singleton
class BlobSweeper {
  private static final Logger LOG = Logger.getLogger(BlobSweeper.class);
  private static final Duration FIRST_AFTER = Duration.ofSeconds(30);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Before the files close. */
  private static final int EARLY = 100;

  private final ServerConfig config;
  private final Instance<BlobStore> store;
  private final Instance<BlobSweep> sweep;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** The beans are got late: getting them claims the volume, which a command must not. */
  BlobSweeper(ServerConfig config, Instance<BlobStore> store, Instance<BlobSweep> sweep) {
    this.config = config;
    this.store = store;
    this.sweep = sweep;
  }

  void start(@Observes StartupEvent event) {
    if (config.serving()) {
      store.get().discardUnfinished();
      var sweeping = sweep.get();
      thread = Thread.ofPlatform().name("blob-sweep").daemon().start(() -> run(sweeping));
    }
  }

  private void run(BlobSweep sweep) {
    try {
      for (Duration wait = FIRST_AFTER; !stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS); ) {
        sweepOnce(sweep);
        wait = EVERY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweepOnce(BlobSweep sweep) {
    try {
      var swept = sweep.sweep(() -> stopped.getCount() == 0);
      LOG.infof(
          "event=blob_sweep kept=%d uploads_removed=%d orphans_removed=%d failed=%d",
          swept.kept(), swept.uploadsRemoved(), swept.orphansRemoved(), swept.failed());
    } catch (RuntimeException e) { // the thread's root: the next hour may be better
      LOG.error("event=blob_sweep_failed: blobs without a reference stay for now", e);
    }
  }

  void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
    stopped.countDown();
    if (thread != null) {
      thread.join(PATIENCE);
    }
  }
}
