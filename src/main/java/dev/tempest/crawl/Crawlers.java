package dev.tempest.crawl;

import dev.tempest.config.ServerConfig;
import dev.tempest.sequencer.Sequencer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The relays that are told of news, each by a thread of its own. */
@Singleton
public final class Crawlers {
  /** After the log has opened. */
  private static final int LATE = 5_000;

  /** Before the log closes. */
  private static final int FIRST = 1;

  private static final RelayReminder.Pauses PAUSES =
      new RelayReminder.Pauses(Duration.ofMinutes(20), Duration.ofMinutes(1));

  private final CrawlConfig config;
  private final ServerConfig server;
  private final Instance<Sequencer> log;
  private final RelayCall call;
  private final List<RelayReminder> reminders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Crawlers(CrawlConfig config, ServerConfig server, Instance<Sequencer> log, RelayCall call) {
    this.config = config;
    this.server = server;
    this.log = log;
    this.call = call;
  }

  synchronized void start(@Observes @Priority(LATE) StartupEvent start) {
    if (!server.serving()) {
      return;
    }
    config.crawlers().stream()
        .flatMap(List::stream)
        .map(Relay::parse)
        .flatMap(Optional::stream)
        .filter(this::canReachUs)
        .forEach(this::remind);
  }

  /** A relay on the network has no use for a server that runs on somebody's desk. */
  private boolean canReachUs(Relay relay) {
    return server.publicUrl().startsWith("https:") || "http".equals(relay.origin().getScheme());
  }

  private void remind(Relay relay) {
    var reminder = new RelayReminder(log.get(), () -> call.requestCrawl(relay), PAUSES);
    reminders.add(reminder);
    threads.add(Thread.ofVirtual().name("crawler-" + relay).start(reminder));
  }

  /** Tells all of them now. */
  public synchronized void hurry() {
    reminders.forEach(RelayReminder::hurry);
  }

  synchronized void stop(@Observes @Priority(FIRST) ShutdownEvent stop) {
    threads.forEach(Thread::interrupt);
  }
}
