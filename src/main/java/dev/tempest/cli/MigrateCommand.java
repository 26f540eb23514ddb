package dev.tempest.cli;

import dev.tempest.account.AccountDeletion;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.migrate.Migrations;
import dev.tempest.migrate.Outcome;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempest migrate}. */
@Command(
    name = "migrate",
    description = "Move accounts between servers.",
    subcommands = {
      MigrateInCommand.class,
      MigrateCommand.Status.class,
      MigrateCommand.Rollback.class,
      MigrateOutCommand.class
    })
final class MigrateCommand {
  private MigrateCommand() {}

  /** {@code tempest migrate status}. */
  @Command(name = "status", description = "Show the migrations to this server.")
  static final class Status extends OperatorCommand {
    private final Instance<Migrations> migrations;

    Status(Instance<Migrations> migrations) {
      this.migrations = migrations;
    }

    /** What {@code --json} prints. */
    @RegisterForReflection
    public record Found(List<Outcome> migrations) {}

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

  /** {@code tempest migrate rollback}. */
  @OnVolume
  @Command(
      name = "rollback",
      description = {
        "Give up a migration to this server before the identity has changed:",
        "the inactive account goes, with what was moved. The old server is not touched."
      })
  static final class Rollback extends OperatorCommand {
    private final Instance<Migrations> migrations;
    private final Instance<AccountDirectory> accounts;
    private final Instance<AccountDeletion> deletion;

    @Parameters(paramLabel = "DID|HANDLE", description = "Whose migration.")
    String account;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    Rollback(
        Instance<Migrations> migrations,
        Instance<AccountDirectory> accounts,
        Instance<AccountDeletion> deletion) {
      this.migrations = migrations;
      this.accounts = accounts;
      this.deletion = deletion;
    }

    @Override
    protected void ask(Questions questions) {
      if (!yes) {
        questions.confirm("What was moved of " + account + " is removed from this server.");
      }
    }

    @Override
    protected int run() {
      var outcome = migrations.get().rollBack(AtIdentifier.of(account), this::removeInactive);
      show(
          outcome,
          () ->
              out()
                  .println(
                      Boolean.TRUE.equals(outcome.accountRemoved())
                          ? outcome.did() + " rolled back: the inactive account is gone from here"
                          : outcome.did() + " rolled back: no account was made here"));
      return ExitCode.DONE;
    }

    private boolean removeInactive(Did did) {
      return accounts
              .get()
              .find(did)
              .filter(found -> found.status() == AccountStatus.DEACTIVATED)
              .isPresent()
          && deletion.get().erase(did);
    }
  }
}
