package dev.tempest.app;

import dev.tempest.cli.TempestCommand;
import dev.tempest.natives.SqliteLibrary;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.Nullable;

/** The program's entry: the server, or one of the operator's commands. */
@QuarkusMain
public final class Main {
  private Main() {}

  /**
   * Quarkus starts its listener before any command runs: all but the server's are told apart here,
   * so that they can run beside a server.
   */
  public static void main(String... args) {
    if (args.length > 0 && !args[0].equals(TempestCommand.START)) {
      System.setProperty("quarkus.http.host-enabled", "false");
      System.setProperty("quarkus.management.host-enabled", "false");
      System.setProperty("quarkus.scheduler.enabled", "false");
      System.setProperty("quarkus.banner.enabled", "false");
      System.setProperty("quarkus.log.level", "WARN");
      System.setProperty("quarkus.log.console.stderr", "true");
      System.setProperty("tempest.serving", "false");
    }
    SqliteLibrary.load();
    // not handed to run: a handler there would be all that is told of a failed start
    ApplicationLifecycleManager.setDefaultExitCodeHandler(Main::end);
    Quarkus.run(Application.class, args);
  }

  private static void end(int exitCode, @Nullable Throwable failure) {
    for (String variable : UnreadableVariables.in(failure)) {
      System.err.println(
          variable + " cannot be read, for the reason above; docs/configuration.md has an example");
    }
    System.exit(exitCode);
  }
}
