package dev.tempest.cli;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code tempest secret}. */
@Command(
    name = "secret",
    description = "Print a fresh SECRET_KEY_BASE. Keep it: keys on the volume open with it alone.")
final class SecretCommand extends OperatorCommand {
  private static final int BYTES = 48;

  @Override
  protected int run() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().encodeToString(random);
    show(Map.of("secretKeyBase", secret), () -> out().println(secret));
    return ExitCode.DONE;
  }
}
