package dev.tempest.account;

import dev.tempest.stream.RequestThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers after a fixed time, so that the time taken tells nothing. */
final class Pace {
  private Pace() {}

  /**
   * Runs {@code work} now, and tells its outcome when {@code shortest} has passed since the call.
   * The wait takes no thread.
   */
  static <T> CompletionStage<T> atLeast(Duration shortest, Supplier<T> work) {
    long start = System.nanoTime();
    T result = null;
    RuntimeException failure = null;
    try {
      result = work.get();
    } catch (RuntimeException e) {
      failure = e;
    }
    return outcome(result, failure, shortest.toNanos() - (System.nanoTime() - start));
  }

  private static <T> CompletionStage<T> outcome(
      @Nullable T result, @Nullable RuntimeException failure, long delayNanos) {
    var outcome = new CompletableFuture<T>();
    CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(
            RequestThread.carrying(
                () -> {
                  if (failure != null) {
                    outcome.completeExceptionally(failure);
                  } else {
                    outcome.complete(result);
                  }
                }));
    return outcome;
  }
}
