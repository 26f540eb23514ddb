package dev.tempest.cli;

import dev.tempest.account.AccountTakedown;
import jakarta.enterprise.inject.Instance;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code tempest account untakedown}. */
@OnVolume
@Command(
    name = "untakedown",
    description = "End a takedown: the account is what its owner left, and the network is told.")
final class AccountUntakedownCommand extends OneAccountCommand {
  private final Instance<AccountTakedown> takedown;

  AccountUntakedownCommand(NamedAccounts accounts, Instance<AccountTakedown> takedown) {
    super(accounts);
    this.takedown = takedown;
  }

  @Override
  protected int run() {
    var found = find();
    if (!found.status().isTakenDown()) {
      throw CommandException.failed(found.handle() + " is not taken down");
    }
    takedown.get().end(found.did(), entry("account untakedown", found));
    String status = find().status().wire();
    show(
        Map.of("did", found.did(), "status", status),
        () -> out().printf("%s is %s again (%s)%n", found.handle(), status, found.did()));
    return ExitCode.DONE;
  }
}
