package dev.tempest.progress;

/**
 * Told how far long work is; by one thread at a time. What it does with that is its own affair: a
 * bar, a log line, nothing.
 */
public interface Progress {
  /** For work that nobody watches. */
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String step, long total, Unit unit) {}

        @Override
        public void advance(long amount) {}
      };

  /** What is counted. */
  enum Unit {
    ITEMS,
    BYTES
  }

  /**
   * A step begins, which ends the one before.
   *
   * @param total how much there is to do; 0 when that is not known
   */
  void begin(String step, long total, Unit unit);

  /** {@code amount} more of the step is done. */
  void advance(long amount);
}
