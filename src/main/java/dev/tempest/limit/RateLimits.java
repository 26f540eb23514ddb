package dev.tempest.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The buckets. They are in memory only: a restart fills them, and a crowd of more keys than fit
 * pushes out those that nobody comes back to.
 */
@Singleton
public final class RateLimits {
  /** For each limit; a bucket is about 300 bytes. */
  private static final int MOST_BUCKETS = 20_000;

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Map<Limit, Cache<Object, Bucket>> buckets = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final TimeMeter meter;

  RateLimits(InstantSource clock) {
    this.clock = clock;
    this.meter = new ClockMeter(clock);
  }

  /** Takes {@code points}, at least 1, from the bucket of {@code key}; all or none. */
  public Standing take(Limit limit, Object key, int points) {
    var probe =
        bucketsOf(limit).get(key, _ -> newBucket(limit)).tryConsumeAndReturnRemaining(points);
    return new Standing(
        limit,
        probe.isConsumed(),
        probe.getRemainingTokens(),
        clock.millis() / 1000 + seconds(probe.getNanosToWaitForReset()),
        seconds(probe.getNanosToWaitForRefill()));
  }

  /** Whether the next {@link #take} of one point would be refused. */
  public boolean isExhausted(Limit limit, Object key) {
    Bucket bucket = bucketsOf(limit).getIfPresent(key);
    return bucket != null && bucket.getAvailableTokens() < 1;
  }

  private Cache<Object, Bucket> bucketsOf(Limit limit) {
    return buckets.computeIfAbsent(limit, this::newBuckets);
  }

  private Cache<Object, Bucket> newBuckets(Limit limit) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_BUCKETS)
        .expireAfterWrite(limit.window())
        .ticker(meter::currentTimeNanos)
        .build();
  }

  private Bucket newBucket(Limit limit) {
    return Bucket.builder()
        .addLimit(
            bandwidth ->
                bandwidth.capacity(limit.points()).refillIntervally(limit.points(), limit.window()))
        .withCustomTimePrecision(meter)
        .build();
  }

  private static long seconds(long nanos) {
    return Math.ceilDiv(nanos, NANOS_PER_SECOND);
  }

  private record ClockMeter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
