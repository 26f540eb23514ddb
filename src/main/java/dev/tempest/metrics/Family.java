package dev.tempest.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters that differ in their labels, {@code K}, each made when it is first needed: most of the
 * possible ones never are, and every one is memory and a few lines of each scrape. What {@code K}
 * can be must be bounded.
 */
public final class Family<K, M> {
  private final ConcurrentHashMap<K, M> made = new ConcurrentHashMap<>();
  private final Function<K, M> maker;

  public Family(Function<K, M> maker) {
    this.maker = maker;
  }

  public M of(K labels) {
    M known = made.get(labels);
    return known != null ? known : made.computeIfAbsent(labels, maker);
  }
}
