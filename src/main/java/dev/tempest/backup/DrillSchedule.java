package dev.tempest.backup;

import dev.tempest.archive.Passphrase;
import dev.tempest.archive.PassphraseConfig;
import dev.tempest.config.ServerConfig;
import dev.tempest.drain.DrainBegun;
import dev.tempest.progress.Progress;
import dev.tempest.schedule.RecurringWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Holds a drill whenever the operator's schedule says so. */
@Singleton
class DrillSchedule {
  private static final Logger LOG = Logger.getLogger(DrillSchedule.class);

  private final ServerConfig server;
  private final BackupConfig config;
  private final PassphraseConfig passphrase;
  private final Instance<Drill> drill;
  private final ScheduledWork work;

  DrillSchedule(
      ServerConfig server,
      BackupConfig config,
      PassphraseConfig passphrase,
      Scheduler scheduler,
      Instance<Drill> drill) {
    this.server = server;
    this.config = config;
    this.passphrase = passphrase;
    this.drill = drill;
    this.work = new ScheduledWork("drill", scheduler, this::run);
  }

  void start(@Observes StartupEvent event) {
    if (server.serving() && !Timetable.of(config.drillSchedule()).isOff()) {
      work.schedule(config.drillSchedule());
    }
  }

  private void run(Progress progress) {
    try {
      var report = drill.get().run(Passphrase.configured(passphrase), progress);
      if (report.passed()) {
        LOG.infof(
            "event=drill_passed backup=%s accounts=%d seconds=%.1f",
            report.backup(), report.compared(), report.seconds());
      } else {
        LOG.errorf(
            "event=drill_not_passed backup=%s: %s",
            report.backup(), String.join("; ", report.faults()));
      }
    } catch (RuntimeException e) { // the thread's root: the next time may be better
      LOG.errorf("event=drill_failed: %s", e.getMessage());
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
