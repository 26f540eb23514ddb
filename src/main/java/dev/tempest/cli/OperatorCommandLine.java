package dev.tempest.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command line of {@code tempest}. */
public final class OperatorCommandLine {
  private OperatorCommandLine() {}

  /** Where a command runs, once it is parsed. */
  @FunctionalInterface
  public interface Runner {
    /** Returns the exit code. */
    int run(OperatorCommand command, ParseResult parsed);
  }

  /** Wrong usage and help are answered without {@code runner}; so is {@code tempest start}. */
  public static CommandLine of(
      CommandLine.IFactory factory, PrintWriter out, PrintWriter err, Runner runner) {
    return new CommandLine(TempestCommand.class, factory)
        .setOut(out)
        .setErr(err)
        .setExecutionStrategy(parsed -> execute(parsed, runner));
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
