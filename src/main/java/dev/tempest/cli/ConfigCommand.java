package dev.tempest.cli;

import dev.tempest.config.BootCheck;
import dev.tempest.config.BootChecks;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tempest config}. */
@Command(
    name = "config",
    description = "Look after the configuration.",
    subcommands = ConfigCommand.Check.class)
final class ConfigCommand {
  private ConfigCommand() {}

  /** {@code tempest config check}. */
  @Command(
      name = "check",
      description = "Say what a start would find wrong with the environment variables.")
  static final class Check extends OperatorCommand {
    private final BootChecks checks;

    Check(BootChecks checks) {
      this.checks = checks;
    }

    @RegisterForReflection
    record Result(boolean ok, List<BootCheck.Problem> problems) {}

    @Override
    protected int run() {
      var problems = checks.problems();
      boolean ok = problems.stream().noneMatch(BootCheck.Problem::fatal);
      show(new Result(ok, problems), () -> print(problems));
      return ok ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(List<BootCheck.Problem> problems) {
      for (var problem : problems) {
        out()
            .printf(
                "%s  %s %s%n",
                problem.fatal() ? "fail" : "warn", problem.variable(), problem.message());
      }
      if (problems.isEmpty()) {
        out().println("ok");
      }
    }
  }
}
