package dev.tempest.doctor;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many of one kind at once, but not all. */
final class Together {
  private static final int AT_ONCE = 8;

  private Together() {}

  /** The results are in the order of {@code all}. */
  static <T, R> List<R> map(List<T> all, Function<T, R> work) {
    try (var threads = Executors.newFixedThreadPool(Math.clamp(all.size(), 1, AT_ONCE))) {
      return threads
          .invokeAll(all.stream().<Callable<R>>map(one -> () -> work.apply(one)).toList())
          .stream()
          .map(Together::result)
          .toList();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static <R> R result(Future<R> done) {
    try {
      return done.get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
