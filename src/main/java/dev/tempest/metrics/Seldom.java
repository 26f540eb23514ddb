package dev.tempest.metrics;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that costs too much to be found for every scrape. Blocks whoever finds it too old. */
public final class Seldom<T> {
  private final Supplier<T> source;
  private final long mostNanos;
  private @Nullable T value;
  private long foundAtNanos;

  public Seldom(Duration atMostEvery, Supplier<T> source) {
    this.source = source;
    this.mostNanos = atMostEvery.toNanos();
  }

  public synchronized T get() {
    T known = value;
    if (known == null || System.nanoTime() - foundAtNanos > mostNanos) {
      known = source.get();
      value = known;
      foundAtNanos = System.nanoTime();
    }
    return known;
  }
}
