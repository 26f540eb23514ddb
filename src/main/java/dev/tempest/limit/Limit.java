package dev.tempest.limit;

import java.time.Duration;

/**
 * So many points in so much time for each key, counted from the first one that is taken.
 *
 * @param name tells the buckets of one limit from those of another with the same numbers
 */
public record Limit(String name, int points, Duration window) {
  /** As {@code RateLimit-Policy} has it. */
  public String policy() {
    return points + ";w=" + window.toSeconds();
  }
}
