package dev.tempest.cli;

import dev.tempest.account.OperatorAccounts;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.AuditEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest account create}. */
@OnVolume
@Command(
    name = "create",
    description = {
      "Make an account, without an invite. Reserved handles are allowed.",
      "The password is TEMPEST_PASSWORD, in a file, generated, or asked for."
    })
final class AccountCreateCommand extends OperatorCommand {
  private final Instance<OperatorAccounts> accounts;

  @Parameters(paramLabel = "HANDLE", description = "For example alice.pds.example.com.")
  String handle;

  @Option(names = "--email", required = true, paramLabel = "ADDRESS", description = "Its e-mail.")
  String email;

  @Mixin ChosenPassword password;

  AccountCreateCommand(Instance<OperatorAccounts> accounts) {
    this.accounts = accounts;
  }

  @RegisterForReflection
  record Result(Did did, String handle, @Nullable String password) {
    @Override
    public String toString() {
      return "Result[" + did + "]";
    }
  }

  @Override
  protected void ask(Questions questions) {
    password.ask(questions);
  }

  @Override
  protected int run() {
    var newcomer = new OperatorAccounts.Newcomer(handle, email, password.get());
    Did did = accounts.get().create(newcomer, AuditEntry.ofCommand("account create", null));
    var result = new Result(did, handle, password.toTell());
    show(
        result,
        () -> {
          out().printf("made %s: %s%n", handle, did);
          if (result.password() != null) {
            out().println("password: " + result.password());
          }
        });
    return ExitCode.DONE;
  }
}
