package dev.tempest.cli;

import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.HostedAccount;
import picocli.CommandLine.Parameters;

/** A command about one account. */
abstract class OneAccountCommand extends OperatorCommand {
  private final NamedAccounts accounts;

  @Parameters(paramLabel = "DID|HANDLE", description = "The account.")
  String account;

  OneAccountCommand(NamedAccounts accounts) {
    this.accounts = accounts;
  }

  /** The account, or the command ends. */
  final HostedAccount find() {
    return accounts.find(account);
  }

  /** The audit's entry for {@code command} on {@code found}. */
  static AuditEntry entry(String command, HostedAccount found) {
    return AuditEntry.ofCommand(command, found.did().value());
  }
}
