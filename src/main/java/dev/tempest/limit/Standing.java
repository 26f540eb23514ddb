package dev.tempest.limit;

/**
 * How a key stands with a limit.
 *
 * @param resetAt when all points are back, in Unix seconds
 * @param retryAfter seconds until as many are there as were asked for; 0 when they were
 */
public record Standing(
    Limit limit, boolean granted, long remaining, long resetAt, long retryAfter) {
  /** Whether this is the one that a client should look at. */
  public boolean isTighterThan(Standing other) {
    return granted == other.granted ? remaining < other.remaining : !granted;
  }
}
