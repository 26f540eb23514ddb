package dev.tempest.app;

import dev.tempest.cli.OperatorCommandLine;
import io.quarkus.runtime.QuarkusApplication;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/** Hands the command line to picocli. */
public final class Application implements QuarkusApplication {
  private final OperatorCommandLine commands;
  private final CommandRunner runner;

  Application(CommandLine.IFactory factory, CommandRunner runner) {
    this.commands = OperatorCommandLine.ofTempest(factory);
    this.runner = runner;
  }

  @Override
  public int run(String... args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return commands.execute(
        List.of(args), out, err, (command, parsed) -> runner.run(command, parsed, out, err));
  }
}
