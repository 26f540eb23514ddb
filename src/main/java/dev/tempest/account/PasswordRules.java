package dev.tempest.account;

import dev.tempest.fault.Refusal;

/** Which passwords people may choose. */
final class PasswordRules {
  /** In characters. */
  private static final int SHORTEST = 8;

  private static final int LONGEST = 256;

  private PasswordRules() {}

  /** Refuses what nobody should have for a password. */
  static void requireFit(String password) {
    if (password.length() < SHORTEST) {
      throw new Refusal.Invalid(
          "InvalidPassword", "Password must have at least " + SHORTEST + " characters");
    }
    if (password.length() > LONGEST) {
      throw new Refusal.Invalid(
          "InvalidPassword", "Password must have at most " + LONGEST + " characters");
    }
  }
}
