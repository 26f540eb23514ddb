package dev.tempest.cli;

import picocli.CommandLine.Command;

/** {@code tempest account}. */
@Command(
    name = "account",
    description = "Look after accounts.",
    subcommands = {
      AccountListCommand.class,
      AccountShowCommand.class,
      AccountCreateCommand.class,
      AccountPasswordCommand.class,
      AccountTakedownCommand.class,
      AccountUntakedownCommand.class,
      AccountDeleteCommand.class,
      AccountInviteCommand.class,
      AccountCodesCommand.class,
      AccountQuotaCommand.class
    })
final class AccountCommand {
  private AccountCommand() {}
}
