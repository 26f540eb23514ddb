package dev.tempest.cli;

/** A command that ends early for a reason that its message tells the operator. */
public final class CommandException extends RuntimeException {
  private final int exitCode;

  private CommandException(int exitCode, String message) {
    super(message, null, false, false); // expected: no stack trace
    this.exitCode = exitCode;
  }

  public static CommandException failed(String message) {
    return new CommandException(ExitCode.FAILED, message);
  }

  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  public static CommandException notFound(String message) {
    return new CommandException(ExitCode.NOT_FOUND, message);
  }

  public static CommandException notVerified(String message) {
    return new CommandException(ExitCode.NOT_VERIFIED, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
