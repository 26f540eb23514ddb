package dev.tempest.secret;

import de.mkammerer.argon2.Argon2;
import dev.tempest.fault.Refusal;
import dev.tempest.natives.Argon2Library;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and checks passwords with Argon2id, a few at a time: each takes 19 MiB and some 40 ms of a
 * core. Blocks.
 */
@Singleton
public final class Passwords {
  /** The longest that is checked; an older server may have let more through than this one. */
  private static final int LONGEST_PRESENTED = 512;

  private static final int ITERATIONS = 2;
  private static final int MEMORY_KIB = 19_456;
  private static final int PARALLELISM = 1;
  private static final int AT_ONCE = 2;
  private static final int MOST_WAITING = 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Object libraryLock = new Object();
  private volatile @Nullable Argon2 library;
  private final Semaphore running = new Semaphore(AT_ONCE, true);
  private final Semaphore places = new Semaphore(AT_ONCE + MOST_WAITING);
  private final Object nobodyLock = new Object();
  private volatile @Nullable String nobody;

  /** A PHC string, with a salt of its own. */
  public String hash(String password) {
    return withWiped(
        password,
        (argon2, text) ->
            argon2.hash(ITERATIONS, MEMORY_KIB, PARALLELISM, text, StandardCharsets.UTF_8));
  }

  /** Takes as long without a hash, for an account that does not exist, as with one. */
  public boolean matches(@Nullable String hash, String password) {
    if (password.length() > LONGEST_PRESENTED) {
      return false;
    }
    String against = hash == null ? hashOfNobody() : hash;
    boolean same =
        withWiped(password, (argon2, text) -> argon2.verify(against, text, StandardCharsets.UTF_8));
    return same && hash != null;
  }

  private String hashOfNobody() {
    synchronized (nobodyLock) {
      String made = nobody;
      if (made == null) {
        made = hash("the password of nobody");
        nobody = made;
      }
      return made;
    }
  }

  /** Loaded by the first password: most starts see none for a while. */
  private Argon2 argon2() {
    Argon2 loaded = library;
    if (loaded != null) {
      return loaded;
    }
    synchronized (libraryLock) {
      Argon2 now = library;
      if (now == null) {
        now = Argon2Library.load();
        library = now;
      }
      return now;
    }
  }

  private <T> T withWiped(String password, BiFunction<Argon2, char[], T> work) {
    Argon2 argon2 = argon2();
    char[] text = password.toCharArray();
    acquire();
    try {
      return work.apply(argon2, text);
    } finally {
      release();
      argon2.wipeArray(text);
    }
  }

  /** Who waits keeps a worker thread: only so many may. */
  private void acquire() {
    if (!places.tryAcquire()) {
      throw busy();
    }
    boolean acquired = false;
    try {
      acquired = running.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!acquired) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal.Unavailable("The server is stopping");
    } finally {
      if (!acquired) {
        places.release();
      }
    }
  }

  private void release() {
    running.release();
    places.release();
  }

  private static Refusal busy() {
    return new Refusal.Unavailable("Too many logins at once; try again shortly");
  }
}
