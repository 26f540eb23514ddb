package dev.tempest.atproto.lexicon;

/** From {@code least} to {@code most}, both allowed. */
public record Bounds(long least, long most) {
  static final Bounds ANY = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

  boolean contain(long value) {
    return value >= least && value <= most;
  }

  // not by equals(), see Did: this is asked for every string of every request
  boolean isAny() {
    return least == ANY.least && most == ANY.most;
  }
}
