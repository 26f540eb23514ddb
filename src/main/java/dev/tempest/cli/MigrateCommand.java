package dev.tempest.cli;

import picocli.CommandLine.Command;

/** {@code tempest migrate}. */
@Command(
    name = "migrate",
    description = "Move accounts between servers.",
    subcommands = {
      MigrateInCommand.class,
      MigrateStatusCommand.class,
      MigrateRollbackCommand.class,
      MigrateOutCommand.class
    })
final class MigrateCommand {
  private MigrateCommand() {}
}
