package dev.tempest.cli;

import dev.tempest.secret.Passwords;
import jakarta.enterprise.inject.Instance;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest argon}. */
@Command(
    name = "argon",
    description = {
      "Print an operator's token and its hash, which TEMPEST_ADMIN_TOKEN_HASH takes.",
      "The hash holds $ signs: in a shell it stands in single quotes."
    })
final class ArgonCommand extends OperatorCommand {
  private static final int SHORTEST = 32;
  private static final int LONGEST = 512;
  private static final int BYTES = 32;

  private final Instance<Passwords> passwords;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOKEN",
      description = "The token; a fresh one unless given. Others may read a command line.")
  @Nullable String token;

  @Option(names = "--from-env", description = "Take the token from ADMIN_TOKEN.")
  boolean fromEnv;

  @Option(names = "--only-hash", description = "Print the hash alone.")
  boolean onlyHash;

  private @Nullable String given;

  ArgonCommand(Instance<Passwords> passwords) {
    this.passwords = passwords;
  }

  @Override
  protected void ask(Questions questions) {
    if (fromEnv && token != null) {
      throw CommandException.usage("give a TOKEN or --from-env, not both");
    }
    given =
        fromEnv
            ? questions
                .given(new Questions.Secret("token", "ADMIN_TOKEN", null))
                .orElseThrow(() -> CommandException.usage("ADMIN_TOKEN is not set"))
            : token;
  }

  @Override
  protected int run() {
    String used = given == null ? fresh() : given;
    if (used.length() < SHORTEST || used.length() > LONGEST) {
      throw CommandException.usage("a token has %d to %d characters".formatted(SHORTEST, LONGEST));
    }
    String hash = passwords.get().hash(used);
    show(
        onlyHash ? Map.of("hash", hash) : Map.of("token", used, "hash", hash),
        () -> print(used, hash));
    return ExitCode.DONE;
  }

  private void print(String used, String hash) {
    if (onlyHash) {
      out().println(hash);
    } else {
      out().printf("ADMIN_TOKEN=%s%nTEMPEST_ADMIN_TOKEN_HASH='%s'%n", used, hash);
    }
  }

  private static String fresh() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
