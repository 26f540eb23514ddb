package dev.tempest.announce;

import dev.tempest.account.RestoredAccounts;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import dev.tempest.crawl.Crawlers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Announces restored accounts, one after another, once the server can be reached: relays come for
 * the repositories of what they hear. What a stop or a crash leaves is for the next start.
 */
@Singleton
public final class Reannouncement {
  private static final Logger LOG = Logger.getLogger(Reannouncement.class);

  /** Thirty events a second: a relay takes fifty from one server. */
  private static final Duration PACE = Duration.ofMillis(100);

  /** Before the log closes. */
  private static final int FIRST = 1;

  private final RestoredAccounts accounts;
  private final Crawlers crawlers;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Thread thread; // guarded by this

  Reannouncement(RestoredAccounts accounts, Crawlers crawlers) {
    this.accounts = accounts;
    this.crawlers = crawlers;
  }

  // static, and asking late: a command beside the server must not open the server's databases
  static void onReachable(
      @ObservesAsync HttpServerStart open,
      ServerConfig config,
      Instance<Reannouncement> reannouncement) {
    if (config.serving()) {
      reannouncement.get().begin();
    }
  }

  private synchronized void begin() {
    thread = Thread.ofPlatform().name("reannouncement").start(this::run);
  }

  /** Announces all that wait; returns how many they were. */
  int run() {
    int told = 0;
    int failed = 0;
    Optional<Did> next = accounts.nextAfter(null);
    while (next.isPresent()) {
      Did did = next.get();
      try {
        accounts.announce(did);
        told++;
      } catch (RuntimeException failure) { // one account's trouble must not silence the others
        failed++;
        LOG.errorf(
            failure, "event=reannouncement_failed did=%s: the next start tries it again", did);
      }
      next = isStopping() ? Optional.empty() : accounts.nextAfter(did);
    }
    if (told > 0) {
      LOG.infof("event=reannounced accounts=%d failed=%d: they came out of a backup", told, failed);
      crawlers.hurry();
    }
    return told;
  }

  private boolean isStopping() {
    try {
      return stopping.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  // as late
  static void onStop(
      @Observes @Priority(FIRST) ShutdownEvent stop,
      ServerConfig config,
      Instance<Reannouncement> reannouncement)
      throws InterruptedException {
    if (config.serving()) {
      reannouncement.get().stop();
    }
  }

  // not interrupted: what it is doing to an account ends first
  private synchronized void stop() throws InterruptedException {
    stopping.countDown();
    if (thread != null) {
      thread.join();
    }
  }
}
