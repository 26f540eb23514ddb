package dev.tempest.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code tempest}: without a subcommand, the server. */
@Command(
    name = "tempest",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionProvider.class,
    description = "An AT Protocol Personal Data Server.",
    subcommands = {
      StartCommand.class,
      ConfigCommand.class,
      SecretCommand.class,
      ArgonCommand.class,
      KeyCommand.class,
      AccountCommand.class,
      RepoCommand.class,
      BlobCommand.class,
      SequencerCommand.class,
      BackupCommand.class,
      DoctorCommand.class,
      MigrateCommand.class
    })
public final class TempestCommand implements Runnable {
  /** The subcommand that serves. */
  public static final String START = "start";

  @Override
  public void run() {
    StartCommand.serve();
  }
}
