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

  private final Instance<RestoredAccounts> restored;
  private final Crawlers crawlers;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Thread thread; // guarded by this

  /** The accounts are got late: getting them claims the volume, which a command must not. */
  Reannouncement(Instance<RestoredAccounts> restored, Crawlers crawlers) {
    this.restored = restored;
    this.crawlers = crawlers;
  }

  synchronized void start(@ObservesAsync HttpServerStart open, ServerConfig config) {
    if (config.serving()) {
      thread = Thread.ofPlatform().name("reannouncement").start(this::run);
    }
  }

  /** Announces all that wait; returns how many they were. */
  int run() {
    var accounts = restored.get();
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

  // static for the same reason
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
