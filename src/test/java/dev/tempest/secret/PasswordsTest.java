package dev.tempest.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.fault.Refusal;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords();

  @Test
  void hashesWithArgon2id() {
    String hash = passwords.hash("pässword");
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.matches(hash, "pässword")).isTrue();
    assertThat(passwords.matches(hash, "password")).isFalse();
    assertThat(passwords.matches(hash, "")).isFalse();
  }

  @Test
  void saltsEachHash() {
    assertThat(passwords.hash("same")).isNotEqualTo(passwords.hash("same"));
  }

  @Test
  void matchesNothingWithoutAHash() {
    assertThat(passwords.matches(null, "the password of nobody")).isFalse();
  }

  @Test
  void refusesWhenTooManyWait() throws Exception {
    int most = 18;
    Callable<Boolean> hash =
        () -> {
          try {
            return !passwords.hash("password").isEmpty();
          } catch (Refusal.Unavailable tooMany) {
            return false;
          }
        };
    var hashed = new ArrayList<Boolean>();
    try (var threads = Executors.newFixedThreadPool(8 * most)) {
      var running = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 8 * most; i++) {
        running.add(threads.submit(hash));
      }
      for (var one : running) {
        hashed.add(one.get());
      }
    }
    assertThat(hashed).contains(true, false);
    assertThat(passwords.hash("password")).isNotEmpty();
  }
}
