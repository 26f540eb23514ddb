package dev.tempest.cli;

import dev.tempest.account.AccountTakedown;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest account takedown}. */
@OnVolume
@Command(
    name = "takedown",
    description = "Take an account down: it is hidden, its sessions end, and the network is told.")
final class AccountTakedownCommand extends OneAccountCommand {
  private final Instance<AccountTakedown> takedown;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      defaultValue = "taken down by the operator",
      description = "Why, for the operator's own records.")
  String note;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  AccountTakedownCommand(NamedAccounts accounts, Instance<AccountTakedown> takedown) {
    super(accounts);
    this.takedown = takedown;
  }

  @Override
  protected void ask(Questions questions) {
    if (!yes) {
      questions.confirm("This hides %s from everybody.".formatted(account));
    }
  }

  @Override
  protected int run() {
    var found = find();
    takedown.get().apply(found.did(), note, entry("account takedown", found));
    show(
        Map.of("did", found.did(), "status", "takendown"),
        () -> out().printf("%s is taken down (%s)%n", found.handle(), found.did()));
    return ExitCode.DONE;
  }
}
