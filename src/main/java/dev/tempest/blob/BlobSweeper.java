package dev.tempest.blob;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The thread that sweeps, soon after the start and then every hour, in a process that serves. */
@Singleton
class BlobSweeper {
  private static final Logger LOG = Logger.getLogger(BlobSweeper.class);
  private static final Duration FIRST_AFTER = Duration.ofSeconds(30);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BlobSweep sweep;
  private final BlobStore store;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  @Inject
  BlobSweeper(BlobSweep sweep, BlobStore store) {
    this.sweep = sweep;
    this.store = store;
  }

  // a command-line process may run beside the server, whose uploads are under way
  void start(
      @Observes StartupEvent event,
      @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean serving) {
    if (serving) {
      store.discardUnfinished();
      thread = Thread.ofPlatform().name("blob-sweep").daemon().start(this::run);
    }
  }

  private void run() {
    try {
      for (Duration wait = FIRST_AFTER; !stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS); ) {
        sweepOnce();
        wait = EVERY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweepOnce() {
    try {
      var swept = sweep.sweep(() -> stopped.getCount() == 0);
      LOG.infof(
          "event=blob_sweep kept=%d uploads_removed=%d orphans_removed=%d failed=%d",
          swept.kept(), swept.uploadsRemoved(), swept.orphansRemoved(), swept.failed());
    } catch (RuntimeException e) { // the thread's root: the next hour may be better
      LOG.error("event=blob_sweep_failed: blobs without a reference stay for now", e);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped.countDown();
    if (thread != null) {
      thread.join(PATIENCE);
    }
  }
}
