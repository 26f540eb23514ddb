package dev.tempest.app;

import dev.tempest.cli.TempestCommand;
import dev.tempest.natives.SqliteLibrary;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.util.ExceptionUtil;
import java.util.Locale;
import org.jboss.logging.Logger;
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
    // Who reads these numbers is a program as often as a person, and no program expects 0,3 or
    // Arabic digits. Set once for all that is formatted, by us or by a library, in logs, answers
    // and commands: a Locale at each place would be forgotten at the next.
    Locale.setDefault(Locale.ROOT);
    if (args.length > 0 && !args[0].equals(TempestCommand.START)) {
      System.setProperty("quarkus.http.host-enabled", "false");
      System.setProperty("quarkus.management.host-enabled", "false");
      System.setProperty("quarkus.scheduler.enabled", "false");
      System.setProperty("quarkus.banner.enabled", "false");
      System.setProperty("quarkus.log.level", "WARN");
      System.setProperty("quarkus.log.category.\"dev.tempest\".level", "WARN");
      System.setProperty("quarkus.log.console.json.enabled", "false");
      System.setProperty("quarkus.log.console.stderr", "true");
      System.setProperty("tempest.serving", "false");
    }
    SqliteLibrary.load();
    Quarkus.run(Application.class, Main::end, args);
  }

  private static void end(int exitCode, @Nullable Throwable failure) {
    if (failure != null) {
      tell(failure);
    }
    System.exit(exitCode);
  }

  /** Who can change the reason needs no stack trace; who cannot reports it. */
  private static void tell(Throwable failure) {
    var lines = FailedStart.lines(failure);
    lines.forEach(line -> System.err.println("tempest: " + line));
    var log = Logger.getLogger(Main.class);
    if (lines.isEmpty()) {
      System.err.println("tempest: could not start: " + ExceptionUtil.getRootCause(failure));
      log.error("event=start_failed", failure);
    } else {
      log.debug("event=start_refused", failure);
    }
  }
}
