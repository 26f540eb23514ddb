package dev.tempest.cli;

import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.identity.RotationKeys;
import java.security.SecureRandom;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code tempest key}. */
@Command(name = "key", description = "Make keys.", subcommands = KeyCommand.Generate.class)
final class KeyCommand {
  private KeyCommand() {}

  /** {@code tempest key generate}. */
  @Command(
      name = "generate",
      description = {
        "Make a key for TEMPEST_PLC_ROTATION_KEY or TEMPEST_PLC_RECOVERY_KEY.",
        "For the latter the did:key is enough; keep its private key away from the server."
      })
  static final class Generate extends OperatorCommand {
    @Override
    protected int run() {
      var key = PrivateKey.generate(Curve.K256, new SecureRandom());
      String secret = RotationKeys.format(key);
      String name = key.publicKey().toDidKey();
      show(
          Map.of("privateKey", secret, "didKey", name),
          () -> out().printf("private key  %s%ndid:key      %s%n", secret, name));
      return ExitCode.DONE;
    }
  }
}
