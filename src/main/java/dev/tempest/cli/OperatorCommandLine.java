package dev.tempest.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command line whose commands are {@link OperatorCommand}s. */
public final class OperatorCommandLine {
  private final Class<?> root;
  private final CommandLine.IFactory factory;

  public OperatorCommandLine(Class<?> root, CommandLine.IFactory factory) {
    this.root = root;
    this.factory = factory;
  }

  /** That of {@code tempest}. */
  public static OperatorCommandLine ofTempest(CommandLine.IFactory factory) {
    return new OperatorCommandLine(TempestCommand.class, factory);
  }

  /** Where a command runs, once it is parsed. */
  @FunctionalInterface
  public interface Runner {
    /** Returns the exit code. */
    int run(OperatorCommand command, ParseResult parsed);
  }

  /** Returns the exit code. Wrong usage and help are answered without {@code runner}. */
  public int execute(List<String> arguments, PrintWriter out, PrintWriter err, Runner runner) {
    return new CommandLine(root, factory)
        .setOut(out)
        .setErr(err)
        .setExecutionStrategy(parsed -> execute(parsed, runner))
        .execute(arguments.toArray(String[]::new));
  }

  private static int execute(ParseResult parsed, Runner runner) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    Object named = parsed.asCommandLineList().getLast().getCommand();
    return named instanceof OperatorCommand command
        ? runner.run(command, parsed)
        : new CommandLine.RunLast().execute(parsed);
  }
}
