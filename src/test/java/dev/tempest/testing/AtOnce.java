package dev.tempest.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * What happens at once, each on a thread of its own: the common pool, which {@code
 * CompletableFuture} takes, has but one where there are two cores.
 */
public final class AtOnce {
  private AtOnce() {}

  /** {@code action}, so many {@code times}. */
  public static <T> List<T> repeat(int times, Callable<T> action) {
    return all(Collections.nCopies(times, action));
  }

  /** {@code action} for each of {@code subjects}; the results are in their order. */
  public static <S, T> List<T> forEach(Collection<S> subjects, Function<S, T> action) {
    return all(subjects.stream().<Callable<T>>map(subject -> () -> action.apply(subject)).toList());
  }

  private static <T> List<T> all(Collection<Callable<T>> actions) {
    var results = new ArrayList<T>();
    try (var threads = Executors.newFixedThreadPool(actions.size())) {
      for (var result : threads.invokeAll(actions)) {
        results.add(result.get());
      }
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return results;
  }
}
