package dev.tempest.backup;

import dev.tempest.archive.Passphrase;
import dev.tempest.archive.PassphraseConfig;
import dev.tempest.config.ServerConfig;
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
  private final Scheduler scheduler;
  private final Instance<Drill> drill;
  private final RecurringWork work = new RecurringWork();

  DrillSchedule(
      ServerConfig server,
      BackupConfig config,
      PassphraseConfig passphrase,
      Scheduler scheduler,
      Instance<Drill> drill) {
    this.server = server;
    this.config = config;
    this.passphrase = passphrase;
    this.scheduler = scheduler;
    this.drill = drill;
  }

  void start(@Observes StartupEvent event) {
    if (server.serving() && !config.drillSchedule().equals(BackupSchedule.OFF)) {
      // a drill takes long: the scheduler's own threads are for what is short
      scheduler
          .newJob("drill")
          .setCron(config.drillSchedule())
          .setTimeZone("UTC")
          .setTask(_ -> Thread.ofPlatform().name("drill").start(() -> work.run(this::run)))
          .schedule();
    }
  }

  private void run() {
    try {
      var report = drill.get().run(Passphrase.configured(passphrase), new Unwatched());
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

  /** Ends the drill when the server stops. */
  private final class Unwatched implements Progress {
    @Override
    public void begin(String step, long total, Unit unit) {
      advance(0);
    }

    @Override
    public void advance(long amount) {
      if (work.isStopped()) {
        throw new BackupException("the server stops");
      }
    }
  }

  void stop(@Observes @Priority(RecurringWork.STOP_PRIORITY) ShutdownEvent event)
      throws InterruptedException {
    work.stop();
  }
}
