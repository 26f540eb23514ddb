package dev.tempest.cli;

import dev.tempest.account.AccountDeletion;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.migrate.Migrations;
import jakarta.enterprise.inject.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code tempest migrate rollback}: the operator may remove what nobody has an e-mailed code for.
 */
@OnVolume
@Command(
    name = "rollback",
    description = {
      "Give up a migration to this server before the identity has changed:",
      "the inactive account goes, with what was moved. The old server is not touched."
    })
final class MigrateRollbackCommand extends OperatorCommand {
  private final Instance<Migrations> migrations;
  private final Instance<AccountDirectory> accounts;
  private final Instance<AccountDeletion> deletion;
  private final Instance<Audit> audit;

  @Parameters(paramLabel = "DID|HANDLE", description = "Whose migration.")
  String account;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  MigrateRollbackCommand(
      Instance<Migrations> migrations,
      Instance<AccountDirectory> accounts,
      Instance<AccountDeletion> deletion,
      Instance<Audit> audit) {
    this.migrations = migrations;
    this.accounts = accounts;
    this.deletion = deletion;
    this.audit = audit;
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
    boolean removed = Boolean.TRUE.equals(outcome.accountRemoved());
    show(
        outcome,
        () ->
            out()
                .printf(
                    "%s rolled back: %s%n",
                    outcome.did(),
                    removed
                        ? "the inactive account is gone from here"
                        : "no account was made here"));
    return ExitCode.DONE;
  }

  private boolean removeInactive(Did did) {
    boolean inactive =
        accounts
            .get()
            .find(did)
            .filter(found -> found.status() == AccountStatus.DEACTIVATED)
            .isPresent();
    if (inactive) {
      var entry = AuditEntry.ofCommand("migrate rollback", did.value());
      audit.get().around(entry, () -> deletion.get().erase(did));
    }
    return inactive;
  }
}
