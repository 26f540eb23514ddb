package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the checks side by side, and tells what they find in their order. */
@Singleton
public final class Doctor {
  private static final String LOCAL = "localhost";

  private final List<Check> checks;
  private final boolean local;

  @Inject
  Doctor(Checks checks, ServerConfig server) {
    this(checks.inOrder(), server);
  }

  Doctor(List<Check> checks, ServerConfig server) {
    this.checks = List.copyOf(checks);
    this.local = server.hostname().equals(LOCAL);
  }

  /** The ids of all checks, in order. */
  public List<String> ids() {
    return checks.stream().map(Check::id).toList();
  }

  /** Blocks; {@code each} hears of every finding as soon as all before it are there. */
  public Report examine(Examination examination, Consumer<Finding> each) {
    var running =
        checks.stream()
            .filter(examination::includes)
            .map(check -> new Running(check, examination, whyNot(check, examination)))
            .toList();
    var findings = new ArrayList<Finding>();
    for (Running one : running) {
      for (Finding finding : one.findings()) {
        findings.add(finding);
        each.accept(finding);
      }
    }
    return Report.of(findings);
  }

  private @Nullable String whyNot(Check check, Examination examination) {
    return switch (check.reach()) {
      case HERE -> null;
      case SERVICES -> examination.offline() ? "asks other machines (--offline)" : null;
      case PUBLIC -> {
        if (examination.offline()) {
          yield "asks other machines (--offline)";
        }
        yield local ? "TEMPEST_HOSTNAME is localhost: nobody else sees this server" : null;
      }
    };
  }

  /** A check with a thread of its own, which nobody waits for when its time is over. */
  private static final class Running {
    private final Check check;
    private final FutureTask<List<Finding>> task;
    private final Duration patience;
    private final long end;

    Running(Check check, Examination examination, @Nullable String whyNot) {
      this.check = check;
      this.patience = check.patience(examination);
      this.end = System.nanoTime() + patience.toNanos();
      this.task =
          new FutureTask<>(
              () ->
                  whyNot == null
                      ? check.look(examination)
                      : List.of(Finding.skipped(check, whyNot)));
      // no virtual thread: SQLite would keep its carrier
      Thread.ofPlatform().daemon().name("doctor-" + check.id()).start(task);
    }

    List<Finding> findings() {
      try {
        return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        task.cancel(true);
        return failed("no result within " + patience.toSeconds() + " s");
      } catch (ExecutionException broken) {
        return failed(reason(broken.getCause()));
      } catch (InterruptedException interrupted) {
        task.cancel(true);
        Thread.currentThread().interrupt();
        return failed("interrupted");
      }
    }

    private static String reason(@Nullable Throwable cause) {
      String message = cause == null ? null : cause.getMessage();
      return message == null ? String.valueOf(cause) : message;
    }

    private List<Finding> failed(String why) {
      return List.of(
          Finding.fail(
              check,
              "",
              "cannot be looked at: " + why,
              "mend what the message names, then: tempest doctor --only " + check.id()));
    }
  }
}
