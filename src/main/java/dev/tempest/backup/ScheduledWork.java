package dev.tempest.backup;

import dev.tempest.progress.Progress;
import dev.tempest.schedule.RecurringWork;
import io.quarkus.scheduler.Scheduler;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Work that the operator's schedule begins and that takes long: on a thread of its own, for the
 * scheduler's are for what is short; one at a time; ended when the server stops.
 */
final class ScheduledWork {
  private static final Logger LOG = Logger.getLogger(ScheduledWork.class);

  private final String name;
  private final Scheduler scheduler;
  private final Consumer<Progress> task;
  private final RecurringWork work = new RecurringWork();

  /** {@code task} tells how far it is, which is when it is ended. */
  ScheduledWork(String name, Scheduler scheduler, Consumer<Progress> task) {
    this.name = name;
    this.scheduler = scheduler;
    this.task = task;
  }

  void schedule(String cron) {
    scheduler.newJob(name).setCron(cron).setTimeZone("UTC").setTask(_ -> begin()).schedule();
  }

  void begin() {
    Thread.ofPlatform().name(name).start(this::run);
  }

  private void run() {
    if (!work.run(() -> task.accept(new Unwatched()))) {
      LOG.warnf("event=%s_skipped: the one before is not done yet", name);
    }
  }

  void endSoon() {
    work.endSoon();
  }

  void stop() throws InterruptedException {
    work.stop();
  }

  /** Ends the work when the server stops. */
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
}
