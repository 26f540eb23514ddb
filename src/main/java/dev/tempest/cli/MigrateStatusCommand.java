package dev.tempest.cli;

import dev.tempest.migrate.Migrations;
import dev.tempest.migrate.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tempest migrate status}. */
@Command(name = "status", description = "Show the migrations to this server.")
final class MigrateStatusCommand extends OperatorCommand {
  private final Instance<Migrations> migrations;

  MigrateStatusCommand(Instance<Migrations> migrations) {
    this.migrations = migrations;
  }

  @RegisterForReflection
  record Found(List<Outcome> migrations) {}

  @Override
  protected int run() {
    var found = migrations.get().list();
    show(new Found(found), () -> found.forEach(this::print));
    return ExitCode.DONE;
  }

  private void print(Outcome one) {
    var reached = one.reached();
    var report = one.report();
    out()
        .println(
            report == null
                ? one.did() + " under way: " + (reached == null ? "begun" : reached + " done")
                : "%s (%s) done %s".formatted(one.did(), report.handle(), report.finishedAt()));
  }
}
