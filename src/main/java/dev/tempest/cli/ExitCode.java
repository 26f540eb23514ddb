package dev.tempest.cli;

/** What the process says when a command ends. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int NOT_VERIFIED = 4;

  private ExitCode() {}
}
