package dev.tempest.blob;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Work on several things at once, most of which is waiting for the network. */
final class Parallel {
  private static final int AT_ONCE = 8;

  private Parallel() {}

  /**
   * Does {@code work} with each of {@code all}. The first failure is thrown when what had begun has
   * ended; nothing is begun after it.
   */
  static <T> void forEach(Iterable<T> all, Consumer<T> work) {
    var places = new Semaphore(AT_ONCE);
    var failures = new ConcurrentLinkedQueue<RuntimeException>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T one : all) {
        places.acquireUninterruptibly();
        if (!failures.isEmpty()) {
          break;
        }
        threads.execute(
            () -> {
              try {
                work.accept(one);
              } catch (RuntimeException e) {
                failures.add(e);
              } finally {
                places.release();
              }
            });
      }
    }
    RuntimeException first = failures.poll();
    if (first != null) {
      throw first;
    }
  }

  /** Those of {@code all} that {@code chosen} holds for, in their order. */
  static <T> List<T> filter(Collection<T> all, Predicate<T> chosen) {
    var found = ConcurrentHashMap.<T>newKeySet();
    forEach(
        all,
        one -> {
          if (chosen.test(one)) {
            found.add(one);
          }
        });
    return all.stream().filter(found::contains).toList();
  }
}
