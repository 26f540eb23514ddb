package dev.tempest.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was found, never what was not. A value older than the stale age is still answered
 * while it is loaded again in the background; past the maximum age, or when it is not found any
 * more, it is gone. A load that fails changes nothing.
 */
final class StaleCache<K, V> {
  private static final Logger LOG = Logger.getLogger(StaleCache.class);
  private static final int MAX_ENTRIES = 10_000;

  /** Caffeine's own refresh would need cache classes that a native image leaves out. */
  private record Entry<V>(V value, long loadedAtNanos) {}

  private final Function<K, Optional<V>> loader;
  private final long staleNanos;
  private final Ticker ticker;
  private final Executor background;
  private final Cache<K, Entry<V>> entries;
  private final Set<K> refreshing = ConcurrentHashMap.newKeySet();
  private long forgotten; // guarded by this
  private IdentityMetrics.@Nullable Lookups metrics;

  StaleCache(Ages ages, Ticker ticker, Executor background, Function<K, Optional<V>> loader) {
    this.loader = loader;
    this.staleNanos = ages.stale().toNanos();
    this.ticker = ticker;
    this.background = background;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(ages.maximum())
            .ticker(ticker)
            .build();
  }

  /** To be called before the cache is used. */
  void measuredBy(IdentityMetrics.Lookups lookups) {
    metrics = lookups;
  }

  /** How old an entry may become. */
  record Ages(Duration stale, Duration maximum) {}

  /** Virtual threads: loading is waiting. */
  static Executor backgroundThreads() {
    return task -> Thread.ofVirtual().name("identity-refresh").start(task);
  }

  Optional<V> get(K key) {
    var entry = entries.getIfPresent(key);
    if (entry == null) {
      return load(key);
    }
    if (ticker.read() - entry.loadedAtNanos() > staleNanos && refreshing.add(key)) {
      background.execute(() -> refresh(key));
    }
    if (metrics != null) {
      metrics.hit();
    }
    return Optional.of(entry.value());
  }

  /** Loads now, whatever is remembered. */
  Optional<V> load(K key) {
    long now = ticker.read();
    long before = forgotten();
    var loaded = metrics == null ? loader.apply(key) : metrics.load(() -> loader.apply(key));
    remember(key, loaded, now, before);
    return loaded;
  }

  /** Not what was loaded while something was forgotten: it may be from before. */
  private synchronized void remember(K key, Optional<V> loaded, long now, long before) {
    if (loaded.isEmpty() || before != forgotten) {
      entries.invalidate(key);
    } else {
      entries.put(key, new Entry<>(loaded.get(), now));
    }
  }

  private synchronized long forgotten() {
    return forgotten;
  }

  synchronized void forget(K key) {
    forgotten++;
    entries.invalidate(key);
  }

  private void refresh(K key) {
    try {
      load(key);
    } catch (RuntimeException failure) { // the root of a thread
      LOG.debugf("event=refresh_failed key=%s: %s", key, failure.getMessage());
    } finally {
      refreshing.remove(key);
    }
  }
}
