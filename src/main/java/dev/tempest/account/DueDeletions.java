package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.drain.DrainBegun;
import dev.tempest.schedule.RecurringWork;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Erases deactivated accounts whose {@code deleteAfter} has passed, and what could not be erased of
 * others before, looking every hour.
 */
@Singleton
class DueDeletions {
  private static final Logger LOG = Logger.getLogger(DueDeletions.class);

  private final Instance<AccountDatabase> accounts;
  private final Instance<AccountDeletion> deletion;
  private final InstantSource clock;
  private final RecurringWork work = new RecurringWork();

  /** The beans are got late: getting them claims the volume, which a command must not. */
  DueDeletions(
      Instance<AccountDatabase> accounts, Instance<AccountDeletion> deletion, InstantSource clock) {
    this.accounts = accounts;
    this.deletion = deletion;
    this.clock = clock;
  }

  @Scheduled(every = "1h", delayed = "1m")
  void sweepEveryHour() {
    work.run(() -> sweep(clock));
  }

  /** Erases what is due by {@code clock}, unless the server stops. */
  void sweep(InstantSource clock) {
    try {
      deletion.get().finishInterrupted();
      Database database = accounts.get().database();
      Instant now = clock.instant();
      for (Did did : database.read(tx -> LifecycleTable.due(tx, now))) {
        if (work.isStopped()) {
          return;
        }
        erase(did, now);
      }
    } catch (RuntimeException e) { // the schedule's root: the next hour may be better
      LOG.error("event=due_deletions_failed: accounts stay for another hour", e);
    }
  }

  private void erase(Did did, Instant now) {
    try {
      LOG.infof("event=account_due did=%s: its owner asked for it to be erased by now", did);
      if (!deletion.get().eraseIfDue(did, now)) {
        LOG.infof("event=account_not_due did=%s: it changed meanwhile, and stays", did);
      }
    } catch (RuntimeException e) { // one account's trouble must not keep the others
      LOG.errorf(e, "event=due_deletion_failed did=%s", did);
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
