package dev.tempest.config;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs every {@link BootCheck}, before anything else starts in a process that serves. */
@Singleton
public final class BootChecks {
  private static final Logger LOG = Logger.getLogger(BootChecks.class);

  /** Before every observer that touches the data directory. */
  private static final int FIRST = 1;

  private final List<BootCheck> checks;
  private final ServerConfig config;

  BootChecks(@All List<BootCheck> checks, ServerConfig config) {
    this.checks = checks;
    this.config = config;
  }

  void start(@Observes @Priority(FIRST) StartupEvent start) {
    if (config.serving()) {
      var problems = problems();
      refuse(problems);
      problems.forEach(BootChecks::warn);
    }
  }

  private static void warn(BootCheck.Problem problem) {
    LOG.warnf("event=boot_problem variable=%s: %s", problem.variable(), problem.message());
  }

  public List<BootCheck.Problem> problems() {
    return checks.stream().flatMap(check -> check.problems().stream()).toList();
  }

  /** Refuses to go on with a fatal problem. */
  public void refuse() {
    refuse(problems());
  }

  private static void refuse(List<BootCheck.Problem> problems) {
    var fatal =
        problems.stream()
            .filter(BootCheck.Problem::fatal)
            .map(problem -> problem.variable() + ": " + problem.message())
            .toList();
    if (!fatal.isEmpty()) {
      throw new RefusedStartException(fatal, null);
    }
  }
}
