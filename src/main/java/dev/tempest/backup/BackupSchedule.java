package dev.tempest.backup;

import dev.tempest.archive.Passphrase;
import dev.tempest.archive.PassphraseConfig;
import dev.tempest.config.ServerConfig;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Stores;
import dev.tempest.sqlite.DataDir;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes a backup whenever the operator's schedule says so, and then prunes. */
@Singleton
class BackupSchedule {
  static final String OFF = "off";

  private static final Logger LOG = Logger.getLogger(BackupSchedule.class);
  static final String JOB = "backup";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Before the files close. */
  private static final int EARLY = 100;

  private final ServerConfig server;
  private final BackupConfig config;
  private final PassphraseConfig passphrase;
  private final Scheduler scheduler;
  private final Instance<Work> work;
  private volatile boolean stopping;
  private volatile @Nullable Thread running;

  BackupSchedule(
      ServerConfig server,
      BackupConfig config,
      PassphraseConfig passphrase,
      Scheduler scheduler,
      Instance<Work> work) {
    this.server = server;
    this.config = config;
    this.passphrase = passphrase;
    this.scheduler = scheduler;
    this.work = work;
  }

  /** What reaches the volume: for a process that serves. */
  @Singleton
  record Work(DataDir dataDir, S3Stores stores, Backups backups, BackupPrune prune) {}

  void start(@Observes StartupEvent event) {
    if (!server.serving()) {
      return;
    }
    removeLeftovers(work.get().dataDir());
    if (!config.schedule().equals(OFF)) {
      schedule(config.schedule());
    }
  }

  void schedule(String cron) {
    // a backup takes long: the scheduler's own threads are for what is short
    scheduler
        .newJob(JOB)
        .setCron(cron)
        .setTimeZone("UTC")
        .setTask(_ -> runUnlessRunning())
        .schedule();
  }

  private static void removeLeftovers(DataDir dataDir) {
    try (var lock = BackupLock.acquire(dataDir.backups())) {
      lock.removeLeftovers();
    } catch (IOException | BackupException e) {
      LOG.warnf("event=backup_leftovers: %s", e.getMessage());
    }
  }

  synchronized void runUnlessRunning() {
    Thread last = running;
    if (last != null && last.isAlive()) {
      LOG.warn("event=backup_skipped: the one before is not done yet");
      return;
    }
    running = Thread.ofPlatform().name("backup").start(this::run);
  }

  private void run() {
    var with = work.get();
    try {
      var form = with.stores().holdBackups() ? Backups.Form.UPLOAD : Backups.Form.FOLDER;
      var made =
          with.backups()
              .create(
                  new Backups.Request(form, Optional.empty(), Passphrase.configured(passphrase)),
                  new Unwatched());
      LOG.infof(
          "event=backup_made name=%s bytes=%d seconds=%.1f faults=%d",
          made.name(), made.bytes(), made.seconds(), made.faults().size());
    } catch (RuntimeException e) { // the thread's root: the next time may be better
      LOG.errorf("event=backup_failed: %s", e.getMessage());
    }
    prune(with.prune());
  }

  private void prune(BackupPrune prune) {
    try {
      var pruned = prune.prune(retention(config), false);
      LOG.infof(
          "event=backups_pruned kept=%d removed=%d", pruned.kept().size(), pruned.removed().size());
    } catch (RuntimeException e) {
      LOG.errorf("event=backup_prune_failed: %s", e.getMessage());
    }
  }

  static Retention retention(BackupConfig config) {
    return new Retention(config.keepLast(), config.keepDaily(), config.keepWeekly());
  }

  /** Ends the backup when the server stops. */
  private final class Unwatched implements Progress {
    @Override
    public void begin(String step, long total, Unit unit) {
      advance(0);
    }

    @Override
    public void advance(long amount) {
      if (stopping) {
        throw new BackupException("the server stops");
      }
    }
  }

  void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
    stopping = true;
    Thread thread = running;
    if (thread != null) {
      thread.join(PATIENCE);
    }
  }
}
