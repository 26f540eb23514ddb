package dev.tempest.cli;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the operator chooses a password for somebody: a mixin. */
final class ChosenPassword {
  private static final int BYTES = 15;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Read the password there.")
  @Nullable String file;

  @Option(names = "--generate", description = "Make a password up and print it.")
  boolean generate;

  private @Nullable String password;

  void ask(Questions questions) {
    if (!generate) {
      password = questions.secret(new Questions.Secret("password", "TEMPEST_PASSWORD", file));
    }
  }

  String get() {
    if (password == null) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      password = Base64.getUrlEncoder().encodeToString(random);
    }
    return password;
  }

  /** The password, if the operator does not know it yet. */
  @Nullable String toTell() {
    return generate ? password : null;
  }
}
