package dev.tempest.cli;

import dev.tempest.account.PasswordChange;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tempest account reset-password}. */
@OnVolume
@Command(
    name = "reset-password",
    description = {
      "Give an account another password, which ends its sessions and leaves app passwords.",
      "The password is TEMPEST_PASSWORD, in a file, generated, or asked for."
    })
final class AccountPasswordCommand extends OneAccountCommand {
  private final Instance<PasswordChange> passwords;
  private final Instance<Audit> audit;

  @Mixin ChosenPassword password;

  AccountPasswordCommand(
      NamedAccounts accounts, Instance<PasswordChange> passwords, Instance<Audit> audit) {
    super(accounts);
    this.passwords = passwords;
    this.audit = audit;
  }

  @RegisterForReflection
  record Result(Did did, @Nullable String password) {
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
    var found = find();
    audit
        .get()
        .around(
            entry("account reset-password", found),
            () -> passwords.get().change(found.did(), password.get()));
    var result = new Result(found.did(), password.toTell());
    show(
        result,
        () -> {
          out().printf("%s has a new password%n", found.handle());
          if (result.password() != null) {
            out().println("password: " + result.password());
          }
        });
    return ExitCode.DONE;
  }
}
