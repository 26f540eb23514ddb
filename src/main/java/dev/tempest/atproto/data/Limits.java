package dev.tempest.atproto.data;

/**
 * Bounds on what a decoder accepts, so that hostile input costs no more than its own length.
 *
 * @param depth nested maps and arrays
 * @param items entries of all maps and arrays together
 */
public record Limits(int depth, int items) {
  /** For records, commits and MST nodes. */
  public static final Limits DEFAULT = new Limits(64, 400_000);
}
