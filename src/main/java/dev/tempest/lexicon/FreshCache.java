package dev.tempest.lexicon;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.OutboundException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was found, and for a short while what was not. A value past its fresh age is still
 * answered while it is loaded again in the background; a reload that fails leaves it until it is
 * stale. Loads of one key are one load, and few keys are loaded at once.
 */
final class FreshCache<K, V> {
  static final Duration FRESH = Duration.ofMinutes(5);
  static final Duration STALE = Duration.ofMinutes(15);
  static final Duration NEGATIVE = Duration.ofMinutes(1);

  private static final int MOST_ENTRIES = 2_000;
  private static final int MOST_LOADS = 8;
  private static final long PATIENCE_SECONDS = 2;
  private static final long LONGEST_LOAD_SECONDS = 20;

  /** Empty: looked for and not found. */
  private record Entry<V>(Optional<V> value, long loadedAtNanos) {}

  private final Ticker ticker;
  private final Executor background;
  private final Function<K, Optional<V>> loader;
  private final Cache<K, Entry<V>> entries;
  private final ConcurrentMap<K, CompletableFuture<Optional<V>>> loading =
      new ConcurrentHashMap<>();
  private final Semaphore slots = new Semaphore(MOST_LOADS);

  FreshCache(Ticker ticker, Executor background, Function<K, Optional<V>> loader) {
    this.ticker = ticker;
    this.background = background;
    this.loader = loader;
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(MOST_ENTRIES)
            .expireAfterWrite(STALE)
            .ticker(ticker)
            .build();
  }

  /** Virtual threads: loading is waiting. */
  static Executor backgroundThreads() {
    return task -> Thread.ofVirtual().name("lexicon-refresh").start(task);
  }

  Optional<V> get(K key) {
    Entry<V> entry = entries.getIfPresent(key);
    if (entry == null) {
      return load(key);
    }
    long age = ticker.read() - entry.loadedAtNanos();
    if (entry.value().isEmpty()) {
      return age > NEGATIVE.toNanos() ? load(key) : Optional.empty();
    }
    if (age > FRESH.toNanos() && !loading.containsKey(key)) {
      background.execute(() -> load(key));
    }
    return entry.value();
  }

  private Optional<V> load(K key) {
    var own = new CompletableFuture<Optional<V>>();
    var other = loading.putIfAbsent(key, own);
    if (other != null) {
      return await(other);
    }
    Optional<V> loaded = Optional.empty();
    try {
      loaded = loadInSlot(key);
      return loaded;
    } finally {
      loading.remove(key);
      own.complete(loaded);
    }
  }

  private Optional<V> loadInSlot(K key) {
    try {
      if (!slots.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty(); // says nothing about the key: not remembered
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return remember(key, loader.apply(key));
    } catch (Refusal | OutboundException failure) {
      return afterFailure(key, entries.getIfPresent(key));
    } finally {
      slots.release();
    }
  }

  private Optional<V> remember(K key, Optional<V> value) {
    entries.put(key, new Entry<>(value, ticker.read()));
    return value;
  }

  private Optional<V> afterFailure(K key, @Nullable Entry<V> before) {
    return before != null && before.value().isPresent()
        ? before.value()
        : remember(key, Optional.empty());
  }

  private static <V> Optional<V> await(CompletableFuture<Optional<V>> other) {
    try {
      return other.get(LONGEST_LOAD_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException noAnswer) {
      return Optional.empty();
    }
  }
}
