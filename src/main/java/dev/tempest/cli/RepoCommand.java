package dev.tempest.cli;

import picocli.CommandLine.Command;

/** {@code tempest repo}. */
@Command(
    name = "repo",
    description = "Look after repositories.",
    subcommands = {RepoVerifyCommand.class, RepoExportCommand.class, RepoImportCommand.class})
final class RepoCommand {
  private RepoCommand() {}
}
