package dev.tempest.app;

import dev.tempest.cli.TempestCommand;
import io.quarkus.runtime.QuarkusApplication;
import picocli.CommandLine;

/** Hands the command line to picocli. */
public final class Application implements QuarkusApplication {
  private final CommandLine.IFactory factory;

  Application(CommandLine.IFactory factory) {
    this.factory = factory;
  }

  @Override
  public int run(String... args) {
    return new CommandLine(TempestCommand.class, factory).execute(args);
  }
}
