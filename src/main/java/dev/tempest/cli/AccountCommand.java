package dev.tempest.cli;

import dev.tempest.account.OpenCodes;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.audit.AuditEntry;
import dev.tempest.fault.Refusal;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tempest account}. */
@Command(
    name = "account",
    description = "Look after accounts.",
    subcommands = AccountCommand.Codes.class)
final class AccountCommand {
  private AccountCommand() {}

  /** {@code tempest account codes}. */
  @Command(
      name = "codes",
      description = {
        "Show the codes of an account's e-mails that are good now, as where there is no e-mail.",
        "Tell them to nobody but the account's owner. Runs beside a server; each look is audited."
      })
  static final class Codes implements Callable<Integer> {
    private final OpenCodes codes;
    private final InstantSource clock;

    @Parameters(paramLabel = "DID|HANDLE", description = "whose codes")
    String account;

    @Spec CommandSpec spec;

    Codes(OpenCodes codes, InstantSource clock) {
      this.codes = codes;
      this.clock = clock;
    }

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try {
        var found = codes.show(AtIdentifier.of(account), AuditEntry.COMMAND, "account codes");
        if (found.codes().isEmpty()) {
          out.println("no open codes: " + found.did());
        }
        for (var code : found.codes()) {
          long seconds = Duration.between(clock.instant(), code.expiresAt()).toSeconds();
          out.printf("%s %s (good for %d s)%n", code.purpose().wire(), code.code(), seconds);
        }
        return ExitCode.DONE;
      } catch (Refusal | SyntaxException nobody) {
        out.println("no such account: " + account);
        return ExitCode.NOT_FOUND;
      }
    }
  }
}
