package dev.tempest.cli;

import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.HostedAccount;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** The accounts that operators name. */
@Singleton
final class NamedAccounts {
  private final Instance<AccountDirectory> directory;

  NamedAccounts(Instance<AccountDirectory> directory) {
    this.directory = directory;
  }

  /** The account with that DID or handle, unless it is deleted. */
  HostedAccount find(String name) {
    try {
      return directory
          .get()
          .find(AtIdentifier.of(name))
          .filter(account -> account.status() != AccountStatus.DELETED)
          .orElseThrow(() -> nobody(name));
    } catch (SyntaxException e) {
      throw nobody(name);
    }
  }

  private static CommandException nobody(String name) {
    return CommandException.notFound("no such account: " + name);
  }
}
