package dev.tempest.cli;

import io.quarkus.runtime.Quarkus;
import picocli.CommandLine.Command;

/** {@code tempest start}. */
@Command(name = TempestCommand.START, description = "Serve until stopped (the default).")
final class StartCommand implements Runnable {
  @Override
  public void run() {
    serve();
  }

  static void serve() {
    Quarkus.waitForExit();
  }
}
