package dev.tempest.sync;

import dev.tempest.config.ServerConfig;
import dev.tempest.drain.DrainEnded;
import dev.tempest.sequencer.Sequencer;
import dev.tempest.sync.FirehoseMetrics.End;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The subscribers there are: one thread per connection, each ended with its connection. */
@Singleton
final class Firehose {
  private static final Logger LOG = Logger.getLogger(Firehose.class);

  /** Before the log closes. */
  private static final int FIRST = 1;

  private static final int TRY_AGAIN_LATER = 1013;

  /** For the last events; who is further behind gets them after the restart. */
  private static final Duration FINISHING_TIME = Duration.ofSeconds(1);

  private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

  /** What a small server can spare for bytes that nobody takes. */
  private static final long BUDGET_BYTES = 32L * 1024 * 1024;

  private final SyncConfig config;
  private final LogReader log;
  private final FirehoseMetrics metrics;
  private final SendBudget budget = new SendBudget(BUDGET_BYTES);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();
  private final Map<String, Subscription> subscriptions = new HashMap<>(); // by connection
  private boolean closing;

  private record Subscription(FrameSocket socket, Subscriber subscriber, Thread thread) {}

  Firehose(Sequencer sequencer, SyncConfig config, FirehoseMetrics metrics) {
    this.config = config;
    this.log = new LogReader(sequencer);
    this.metrics = metrics;
  }

  boolean isFull() {
    lock.lock();
    try {
      return closing || subscriptions.size() >= config.maxSubscribers();
    } finally {
      lock.unlock();
    }
  }

  /** Starts to feed {@code socket}; its owner must call {@link #unsubscribe} when it has closed. */
  void subscribe(String connection, FrameSocket socket, @Nullable Long cursor) {
    lock.lock();
    try {
      if (isFull()) { // two came at once for the last place
        socket.close(TRY_AGAIN_LATER, "Too many subscribers");
        return;
      }
      var subscriber = new Subscriber(log, socket, budget, config, metrics, cursor);
      Thread thread = Thread.ofVirtual().name("firehose-" + connection).unstarted(subscriber);
      subscriptions.put(connection, new Subscription(socket, subscriber, thread));
      thread.start();
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(String connection) {
    lock.lock();
    try {
      Subscription ended = subscriptions.remove(connection);
      if (ended != null) {
        ended.thread().interrupt();
        metrics.ended(ended.subscriber().end().orElse(closing ? End.SHUTDOWN : End.CLIENT));
        fewer.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private double subscribers() {
    lock.lock();
    try {
      return subscriptions.size();
    } finally {
      lock.unlock();
    }
  }

  /** Of the slowest, in events. */
  private double lag() {
    long last = log.lastSeq();
    lock.lock();
    try {
      return subscriptions.values().stream()
          .mapToLong(subscription -> Math.max(0, last - subscription.subscriber().cursor()))
          .max()
          .orElse(0);
    } finally {
      lock.unlock();
    }
  }

  /** Asking late: a command must not open the log. */
  static void onStart(
      @Observes StartupEvent start,
      ServerConfig config,
      FirehoseMetrics metrics,
      Instance<Firehose> firehose) {
    if (config.serving()) {
      metrics.watch(firehose.get(), Firehose::subscribers, Firehose::lag);
    }
  }

  /** While connections are open: the listener closes before {@link ShutdownEvent}. */
  static void onDrained(
      @Observes DrainEnded drained, ServerConfig config, Instance<Firehose> firehose) {
    if (config.serving()) {
      firehose.get().finish();
    }
  }

  // static, and asking late: a command must not open the log to close it
  static void onStop(
      @Observes @Priority(FIRST) ShutdownEvent shutdown,
      ServerConfig config,
      Instance<Firehose> firehose) {
    if (config.serving()) {
      firehose.get().stop();
    }
  }

  private void stop() {
    finish();
    log.close();
  }

  private void finish() {
    List<Subscription> open;
    lock.lock();
    try {
      closing = true;
      open = List.copyOf(subscriptions.values());
      for (var subscription : open) {
        subscription.subscriber().finish();
        subscription.thread().interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (awaitNone(FINISHING_TIME)) {
      return;
    }
    for (var subscription : open) {
      subscription.socket().close(Subscriber.GOING_AWAY, Subscriber.FAREWELL);
    }
    if (!awaitNone(CLOSING_TIME)) {
      LOG.debugf("event=firehose_stop: some subscribers did not answer");
      open.forEach(subscription -> subscription.socket().abort());
    }
  }

  private boolean awaitNone(Duration atMost) {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (!subscriptions.isEmpty() && nanos > 0) {
        nanos = fewer.awaitNanos(nanos);
      }
      return subscriptions.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
