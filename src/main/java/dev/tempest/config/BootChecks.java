package dev.tempest.config;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Runs every {@link BootCheck} before anything else starts. */
@Singleton
final class BootChecks {
  private static final Logger LOG = Logger.getLogger(BootChecks.class);

  /** Before every observer that touches the data directory. */
  private static final int FIRST = 1;

  private final List<BootCheck> checks;

  BootChecks(@All List<BootCheck> checks) {
    this.checks = checks;
  }

  void run(@Observes @Priority(FIRST) StartupEvent start) {
    var problems = checks.stream().flatMap(check -> check.problems().stream()).toList();
    for (var problem : problems) {
      LOG.logf(
          problem.fatal() ? Logger.Level.ERROR : Logger.Level.WARN,
          "event=boot_problem variable=%s fatal=%s: %s",
          problem.variable(),
          problem.fatal(),
          problem.message());
    }
    var fatal = problems.stream().filter(BootCheck.Problem::fatal).toList();
    if (!fatal.isEmpty()) {
      throw new IllegalStateException(
          fatal.stream()
              .map(problem -> problem.variable() + ": " + problem.message())
              .collect(Collectors.joining("; ", "refusing to start. ", "")));
    }
  }
}
