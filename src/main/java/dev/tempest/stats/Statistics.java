package dev.tempest.stats;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.config.ServerConfig;
import dev.tempest.drain.DrainBegun;
import dev.tempest.fault.Refusal;
import dev.tempest.schedule.RecurringWork;
import dev.tempest.takedown.Takedowns;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The public figures as they were drawn last. Who asks for old ones gets them at once and begins
 * the drawing of new ones, which is one at a time and in the background. Nothing is done while
 * nobody asks.
 */
@Singleton
class Statistics {
  private static final Logger LOG = Logger.getLogger(Statistics.class);

  /** Younger figures are good. */
  static final Duration FRESH = Duration.ofSeconds(30);

  /** Older ones are answered only when there are no others in time. */
  private static final Duration STALE = Duration.ofMinutes(10);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Figures of what is counted so far come after so much counting. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private final Instance<Work> work;
  private final ServerConfig config;
  private final InstantSource clock;
  private final RecurringWork drawing = new RecurringWork();
  private @Nullable Drawing running; // guarded by this
  private volatile @Nullable Timed latest;

  Statistics(Instance<Work> work, ServerConfig config, InstantSource clock) {
    this.work = work;
    this.config = config;
    this.clock = clock;
  }

  /** What reaches the volume: for a process that serves. */
  @Singleton
  record Work(
      RepoCounting counting,
      Figures figures,
      HealthLook health,
      AccountDirectory accounts,
      Takedowns takedowns) {}

  /**
   * A drawing under way.
   *
   * @param first what it knows first; more may follow until {@code thread} ends
   */
  record Drawing(CompletableFuture<Timed> first, Thread thread) {}

  record Timed(Instant at, long uptime, Figures.Drawn drawn, PublicStats.Health health) {}

  PublicStats current() {
    Instant now = clock.instant();
    var known = latest;
    if (known != null && now.isBefore(known.at().plus(FRESH))) {
      return shown(known);
    }
    var next = begin();
    if (known != null && now.isBefore(known.at().plus(STALE))) {
      return shown(known);
    }
    return shown(await(next.first(), known));
  }

  private static Timed await(CompletableFuture<Timed> next, @Nullable Timed known) {
    try {
      return next.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // the log says why
    }
    if (known == null) {
      throw new Refusal.Unavailable("Still counting; try again shortly");
    }
    return known;
  }

  /** Begins a drawing, unless one is under way. */
  synchronized Drawing begin() {
    var under = running;
    if (under != null) {
      return under;
    }
    var first = new CompletableFuture<Timed>();
    var thread = Thread.ofPlatform().daemon().name("stats").unstarted(() -> refresh(first));
    var begun = new Drawing(first, thread);
    thread.start(); // which may fail: nothing is running then
    running = begun;
    return begun;
  }

  private void refresh(CompletableFuture<Timed> first) {
    try {
      drawing.run(() -> drawAll(first));
    } finally {
      first.completeExceptionally(new IllegalStateException("nothing drawn"));
      synchronized (this) {
        running = null;
      }
    }
  }

  /** Figures of everything, and before that of what is counted so far. */
  private void drawAll(CompletableFuture<Timed> first) {
    var with = work.get();
    var progress = RepoCounting.Progress.BEGIN;
    try {
      with.counting().readLog(drawing::isStopped);
      do {
        long end = System.nanoTime() + SLICE.toNanos();
        progress =
            with.counting().count(progress, () -> drawing.isStopped() || System.nanoTime() > end);
        if (drawing.isStopped()) {
          return;
        }
        publish(first, with, with.figures().draw(), progress.failures());
      } while (progress.last() != null);
    } catch (RuntimeException broken) { // the thread's root; the answer tells of it
      if (drawing.isStopped()) { // and may have closed the files
        return;
      }
      LOG.error("event=stats_failed: the figures stay what they were", broken);
      var known = latest;
      var drawn = known == null ? with.figures().nothing() : known.drawn();
      publish(first, with, drawn, progress.failures() + 1);
    }
  }

  private void publish(
      CompletableFuture<Timed> first, Work with, Figures.Drawn drawn, int failures) {
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
    var timed = new Timed(clock.instant(), uptime, drawn, with.health().look(failures));
    latest = timed;
    first.complete(timed);
  }

  /** Names of accounts and records go when these do, not with the next figures. */
  private PublicStats shown(Timed timed) {
    var with = work.get();
    var drawn = timed.drawn();
    var record = drawn.latest();
    boolean isShown =
        record != null
            && isActive(with, record.did(), record.handle())
            && !with.takedowns()
                .covers(record.did(), new RecordPath(record.collection(), record.rkey()));
    return new PublicStats(
        timed.health().status(),
        config.version(),
        Figures.shown(timed.at()),
        timed.uptime(),
        drawn.metrics(),
        drawn.users().stream().filter(user -> isActive(with, user.did(), user.handle())).toList(),
        isShown ? record : null,
        drawn.weeks(),
        drawn.collections(),
        timed.health());
  }

  private static boolean isActive(Work with, Did did, Handle handle) {
    return with.accounts()
        .find(did)
        .filter(found -> found.status().isActive() && found.handle().equals(handle))
        .isPresent();
  }

  void endSoon(@Observes DrainBegun drain) {
    drawing.endSoon();
  }

  void stop(@Observes @Priority(RecurringWork.STOP_PRIORITY) ShutdownEvent event)
      throws InterruptedException {
    drawing.stop();
  }
}
