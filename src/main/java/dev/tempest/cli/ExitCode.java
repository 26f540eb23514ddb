package dev.tempest.cli;

/** What the process says when a command ends; 2 is picocli's for wrong usage. */
final class ExitCode {
  static final int DONE = 0;
  static final int NOT_FOUND = 3;
  static final int NOT_VERIFIED = 4;

  private ExitCode() {}
}
