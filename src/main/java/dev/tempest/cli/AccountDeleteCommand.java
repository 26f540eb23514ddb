package dev.tempest.cli;

import dev.tempest.account.AccountDeletion;
import dev.tempest.audit.Audit;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest account delete}. */
@OnVolume
@Command(
    name = "delete",
    description = {
      "Erase an account for good: repository, blobs, and everything that lets its owner in.",
      "The DID stays its owner's, and may return."
    })
final class AccountDeleteCommand extends OneAccountCommand {
  private final Instance<AccountDeletion> deletion;
  private final Instance<Audit> audit;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  AccountDeleteCommand(
      NamedAccounts accounts, Instance<AccountDeletion> deletion, Instance<Audit> audit) {
    super(accounts);
    this.deletion = deletion;
    this.audit = audit;
  }

  @Override
  protected void ask(Questions questions) {
    if (!yes) {
      questions.confirm(
          "This erases %s with all its records and blobs, for good.".formatted(account));
    }
  }

  @Override
  protected int run() {
    var found = find();
    audit.get().around(entry("account delete", found), () -> deletion.get().erase(found.did()));
    show(
        Map.of("did", found.did(), "status", "deleted"),
        () -> out().printf("%s is erased (%s)%n", found.handle(), found.did()));
    return ExitCode.DONE;
  }
}
