package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Erases deactivated accounts whose {@code deleteAfter} has passed, looking every hour. */
@Singleton
class DueDeletions {
  private static final Logger LOG = Logger.getLogger(DueDeletions.class);
  private static final Duration FIRST_AFTER = Duration.ofMinutes(1);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Before the files close. */
  private static final int EARLY = 100;

  private final ServerConfig config;
  private final Instance<AccountDatabase> accounts;
  private final Instance<AccountDeletion> deletion;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** The beans are got late: getting them claims the volume, which a command must not. */
  DueDeletions(
      ServerConfig config,
      Instance<AccountDatabase> accounts,
      Instance<AccountDeletion> deletion,
      InstantSource clock) {
    this.config = config;
    this.accounts = accounts;
    this.deletion = deletion;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    if (config.serving()) {
      thread = Thread.ofPlatform().name("due-deletions").daemon().start(this::run);
    }
  }

  private void run() {
    try {
      for (Duration wait = FIRST_AFTER; !stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS); ) {
        sweep(clock);
        wait = EVERY;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Erases what is due by {@code clock}, unless the server stops. */
  void sweep(InstantSource clock) {
    try {
      Database database = accounts.get().database();
      Instant now = clock.instant();
      for (Did did : database.read(tx -> LifecycleTable.due(tx, now))) {
        if (stopped.getCount() == 0) {
          return;
        }
        erase(did, now);
      }
    } catch (RuntimeException e) { // the thread's root: the next hour may be better
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

  void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
    stopped.countDown();
    if (thread != null) {
      thread.join(PATIENCE);
    }
  }
}
