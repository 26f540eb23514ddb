package dev.tempest.cli;

import dev.tempest.account.OpenCodes;
import dev.tempest.audit.AuditEntry;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tempest account}. */
@Command(
    name = "account",
    description = "Look after accounts.",
    subcommands = AccountCommand.Codes.class)
final class AccountCommand {
  private AccountCommand() {}

  /** {@code tempest account codes}. */
  @OnVolume
  @Command(
      name = "codes",
      description = {
        "Show the codes of an account's e-mails that are good now, as where there is no e-mail.",
        "Tell them to nobody but the account's owner. Each look is audited."
      })
  static final class Codes extends OperatorCommand {
    private final NamedAccounts accounts;
    private final Instance<OpenCodes> codes;
    private final InstantSource clock;

    @Parameters(paramLabel = "DID|HANDLE", description = "Whose codes.")
    String account;

    Codes(NamedAccounts accounts, Instance<OpenCodes> codes, InstantSource clock) {
      this.accounts = accounts;
      this.codes = codes;
      this.clock = clock;
    }

    @Override
    protected int run() {
      var did = accounts.find(account).did();
      var found = codes.get().show(did, AuditEntry.COMMAND, "account codes");
      show(
          found,
          () -> {
            if (found.codes().isEmpty()) {
              out().println("no open codes: " + found.did());
            }
            for (var code : found.codes()) {
              long seconds = Duration.between(clock.instant(), code.expiresAt()).toSeconds();
              out().printf("%s %s (good for %d s)%n", code.purpose().wire(), code.code(), seconds);
            }
          });
      return ExitCode.DONE;
    }
  }
}
