package dev.tempest.migrate;

import dev.tempest.fault.Refusal;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does again what failed for a reason that passes: silence, trouble over there, too many calls. */
final class Retries {
  private static final int ATTEMPTS = 5;

  /** Servers count in windows of five minutes, an hour, or a day; a day is for another time. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(65);

  private final Duration first;
  private final Consumer<String> listener;

  /**
   * @param first wait, which doubles each time
   * @param listener is told of waits that people notice
   */
  Retries(Duration first, Consumer<String> listener) {
    this.first = first;
    this.listener = listener;
  }

  /** {@code attempt} may have been made before, in whole or in part. */
  <T> T run(Supplier<T> attempt) {
    Duration wait = first;
    for (int made = 1; ; made++) {
      try {
        return attempt.get();
      } catch (RemoteRefusal refused) {
        if (made == ATTEMPTS || !(refused.isFailure() || refused.retryAfter().isPresent())) {
          throw refused;
        }
        pause(refused.retryAfter().orElse(wait), refused);
      } catch (Refusal.UpstreamFailed unreachable) {
        if (made == ATTEMPTS) {
          throw unreachable;
        }
        pause(wait, unreachable);
      }
      wait = wait.multipliedBy(2);
    }
  }

  private void pause(Duration wait, RuntimeException why) {
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw why;
    }
    listener.accept(why.getMessage() + "; trying again in " + Math.max(1, wait.toSeconds()) + " s");
    try {
      Thread.sleep(wait);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }
}
