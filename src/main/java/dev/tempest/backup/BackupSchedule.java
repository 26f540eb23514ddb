package dev.tempest.backup;

import dev.tempest.archive.Passphrase;
import dev.tempest.archive.PassphraseConfig;
import dev.tempest.config.ServerConfig;
import dev.tempest.drain.DrainBegun;
import dev.tempest.progress.Progress;
import dev.tempest.s3.S3Stores;
import dev.tempest.schedule.RecurringWork;
import dev.tempest.sqlite.DataDir;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes a backup whenever the operator's schedule says so, and then prunes. */
@Singleton
class BackupSchedule {
  private static final Logger LOG = Logger.getLogger(BackupSchedule.class);
  static final String JOB = "backup";

  private final ServerConfig server;
  private final BackupConfig config;
  private final PassphraseConfig passphrase;
  private final Instance<Work> work;
  private final ScheduledWork backup;

  BackupSchedule(
      ServerConfig server,
      BackupConfig config,
      PassphraseConfig passphrase,
      Scheduler scheduler,
      Instance<Work> work) {
    this.server = server;
    this.config = config;
    this.passphrase = passphrase;
    this.work = work;
    this.backup = new ScheduledWork(JOB, scheduler, this::run);
  }

  /** What reaches the volume: for a process that serves. */
  @Singleton
  record Work(DataDir dataDir, S3Stores stores, Backups backups, BackupPrune prune) {}

  void start(@Observes StartupEvent event) {
    if (!server.serving()) {
      return;
    }
    removeLeftovers(work.get().dataDir());
    if (!Timetable.of(config.schedule()).isOff()) {
      schedule(config.schedule());
    }
  }

  void schedule(String cron) {
    backup.schedule(cron);
  }

  private static void removeLeftovers(DataDir dataDir) {
    try (var lock = BackupLock.acquire(dataDir.backups())) {
      lock.removeLeftovers();
    } catch (IOException | BackupException e) {
      LOG.warnf("event=backup_leftovers: %s", e.getMessage());
    }
  }

  void runUnlessRunning() {
    backup.begin();
  }

  private void run(Progress progress) {
    var with = work.get();
    try {
      var form = with.stores().holdBackups() ? Backups.Form.UPLOAD : Backups.Form.FOLDER;
      var made =
          with.backups()
              .create(
                  new Backups.Request(form, Optional.empty(), Passphrase.configured(passphrase)),
                  progress);
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

  void endSoon(@Observes DrainBegun drain) {
    backup.endSoon();
  }

  void stop(@Observes @Priority(RecurringWork.STOP_PRIORITY) ShutdownEvent event)
      throws InterruptedException {
    backup.stop();
  }
}
