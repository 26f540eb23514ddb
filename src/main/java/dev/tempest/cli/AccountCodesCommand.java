package dev.tempest.cli;

import dev.tempest.account.OpenCodes;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.AuditEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tempest account codes}. */
@OnVolume
@Command(
    name = "codes",
    description = {
      "Show the codes of an account's e-mails that are good now, as where there is no e-mail.",
      "Tell them to nobody but the account's owner. Each look is audited."
    })
final class AccountCodesCommand extends OneAccountCommand {
  private final Instance<OpenCodes> codes;
  private final InstantSource clock;

  AccountCodesCommand(NamedAccounts accounts, Instance<OpenCodes> codes, InstantSource clock) {
    super(accounts);
    this.codes = codes;
    this.clock = clock;
  }

  @RegisterForReflection
  record Code(String purpose, String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "Code[" + purpose + "]";
    }
  }

  @RegisterForReflection
  record Result(Did did, List<Code> codes) {}

  @Override
  protected int run() {
    var found = codes.get().show(find().did(), AuditEntry.COMMAND, "account codes");
    var result =
        new Result(
            found.did(),
            found.codes().stream()
                .map(code -> new Code(code.purpose().wire(), code.code(), code.expiresAt()))
                .toList());
    show(result, () -> print(result));
    return ExitCode.DONE;
  }

  private void print(Result result) {
    if (result.codes().isEmpty()) {
      out().println("no open codes: " + result.did());
    }
    for (var code : result.codes()) {
      long seconds = Duration.between(clock.instant(), code.expiresAt()).toSeconds();
      out().printf("%s %s (good for %d s)%n", code.purpose(), code.code(), seconds);
    }
  }
}
