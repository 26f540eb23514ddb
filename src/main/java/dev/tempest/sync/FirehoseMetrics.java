package dev.tempest.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** Subscribers, what they are sent, and why they leave. */
@Singleton
final class FirehoseMetrics {
  /** Why a connection ended. */
  enum End {
    /** The other side closed it, or the network did. */
    CLIENT,
    TOO_SLOW,
    FUTURE_CURSOR,
    SHUTDOWN,
    ERROR
  }

  private final MeterRegistry registry;
  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Map<End, Counter> ends = new EnumMap<>(End.class);

  FirehoseMetrics(MeterRegistry registry) {
    this.registry = registry;
    FunctionCounter.builder("tempest.firehose.frames", frames, LongAdder::sum)
        .description("Events sent, to each subscriber")
        .register(registry);
    FunctionCounter.builder("tempest.firehose.sent", bytes, LongAdder::sum)
        .description("Bytes of events sent, to each subscriber")
        .baseUnit("bytes")
        .register(registry);
    for (End end : End.values()) {
      ends.put(
          end,
          Counter.builder("tempest.firehose.disconnects")
              .description("Subscribers that are gone, by what ended their connection")
              .tag("reason", end.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void watch(
      Firehose firehose, ToDoubleFunction<Firehose> subscribers, ToDoubleFunction<Firehose> lag) {
    Gauge.builder("tempest.firehose.subscribers", firehose, subscribers)
        .description("Connected subscribers")
        .register(registry);
    Gauge.builder("tempest.firehose.lag", firehose, lag)
        .description("How far the slowest subscriber is behind the log")
        .baseUnit("events")
        .register(registry);
  }

  void sent(int newFrames, long newBytes) {
    frames.add(newFrames);
    bytes.add(newBytes);
  }

  void ended(End end) {
    Objects.requireNonNull(ends.get(end)).increment();
  }
}
