package dev.tempest.secret;

import static org.assertj.core.api.Assertions.assertThat;

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
}
