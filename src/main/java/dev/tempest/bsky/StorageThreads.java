package dev.tempest.bsky;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Where virtual threads have the storage read: SQLite would hold on to their carriers, of which
 * there are as few as processors.
 */
@Singleton
final class StorageThreads {
  private static final int THREADS = 2;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().name("bsky-storage-", 0).daemon().factory());

  /** The result of {@code work}, or what it throws. */
  <T> T call(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads).join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw failure;
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
