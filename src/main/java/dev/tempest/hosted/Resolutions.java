package dev.tempest.hosted;

import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Questions to the network for whoever asks: a few at once, for a slow name takes seconds. */
@Singleton
final class Resolutions {
  static final int MOST_AT_ONCE = 32;

  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  /** What {@code question} finds; refused when too many are being asked. */
  <T> T ask(Supplier<T> question) {
    if (!places.tryAcquire()) {
      throw new Refusal.Unavailable("Too many identities are being resolved; try again shortly");
    }
    try {
      return question.get();
    } finally {
      places.release();
    }
  }
}
