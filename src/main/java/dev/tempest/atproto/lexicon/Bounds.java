package dev.tempest.atproto.lexicon;

/** From {@code least} to {@code most}, both allowed. */
public record Bounds(long least, long most) {
  static final Bounds ANY = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean contain(long value) {
    return value >= least && value <= most;
  }

  boolean isAny() {
    return equals(ANY);
  }
}
