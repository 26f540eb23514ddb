package dev.tempest.app;

import dev.tempest.config.ServerConfig;
import dev.tempest.control.ControlServer;
import dev.tempest.drain.Drain;
import dev.tempest.drain.DrainBegun;
import dev.tempest.drain.DrainConfig;
import dev.tempest.drain.DrainEnded;
import dev.tempest.sequencer.Sequencer;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends what is under way while everything is still open: the framework closes the listener first
 * and tells the beans then.
 */
@Singleton
final class Shutdown {
  private static final Logger LOG = Logger.getLogger(Shutdown.class);

  /** Whoever just got an answer and comes again hears a refusal, not a closed door. */
  private static final Duration LINGERING = Duration.ofMillis(200);

  private static final Duration SEQUENCING = Duration.ofSeconds(1);

  private final ServerConfig server;
  private final DrainConfig config;
  private final Drain drain;
  private final Scheduler scheduler;
  private final Instance<ControlServer> control;
  private final Instance<Sequencer> sequencer;
  private final Event<Object> events;

  Shutdown(
      ServerConfig server,
      DrainConfig config,
      Drain drain,
      Scheduler scheduler,
      Instance<ControlServer> control,
      Instance<Sequencer> sequencer,
      Event<Object> events) {
    this.server = server;
    this.config = config;
    this.drain = drain;
    this.scheduler = scheduler;
    this.control = control;
    this.sequencer = sequencer;
    this.events = events;
  }

  void begin(@Observes ShutdownDelayInitiatedEvent signal) throws InterruptedException {
    if (!server.serving()) {
      return;
    }
    long start = System.nanoTime();
    LOG.info("event=draining: no new requests");
    drain.begin();
    scheduler.pause();
    events.fire(new DrainBegun());
    var commands = Thread.ofPlatform().name("end-commands").daemon().start(control.get()::stop);
    int unanswered = drain.awaitAnswers(config.shutdownTimeout());
    if (LaunchMode.current() == LaunchMode.NORMAL) { // else nobody comes again
      Thread.sleep(LINGERING);
    }
    boolean sequenced = sequencer.get().awaitIdle(SEQUENCING);
    events.fire(new DrainEnded());
    commands.join(SEQUENCING);
    LOG.infof(
        "event=drained unanswered=%d sequenced=%s millis=%d",
        unanswered, sequenced, Duration.ofNanos(System.nanoTime() - start).toMillis());
  }
}
