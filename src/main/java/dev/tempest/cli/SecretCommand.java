package dev.tempest.cli;

import java.security.SecureRandom;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tempest secret}. */
@Command(
    name = "secret",
    description = "Print a fresh SECRET_KEY_BASE. Keep it: keys on the volume open with it alone.")
final class SecretCommand implements Runnable {
  private static final int BYTES = 48;

  @Spec CommandSpec spec;

  @Override
  public void run() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    spec.commandLine().getOut().println(Base64.getUrlEncoder().encodeToString(secret));
  }
}
