package dev.tempest.record;

import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.HostedAccount;
import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which repositories may be read: those of active accounts, and one's own. */
@Singleton
final class RepoDirectory {
  private final AccountDirectory accounts;
  private final CallerContext caller;

  RepoDirectory(AccountDirectory accounts, CallerContext caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  Optional<Did> findReadable(AtIdentifier repo) {
    return accounts.find(repo).filter(this::isReadable).map(HostedAccount::did);
  }

  /** Whether the account is this server's, whatever its state; not once it is deleted. */
  boolean isHosted(AtIdentifier repo) {
    return accounts
        .find(repo)
        .filter(account -> account.status() != AccountStatus.DELETED)
        .isPresent();
  }

  HostedAccount requireHosted(AtIdentifier repo) {
    return accounts.find(repo).filter(this::isReadable).orElseThrow(() -> notFound(repo));
  }

  Did requireReadable(AtIdentifier repo) {
    return requireHosted(repo).did();
  }

  private boolean isReadable(HostedAccount account) {
    return switch (account.status()) {
      case ACTIVE -> true;
      case DEACTIVATED -> caller.maySee(account.did());
      case TAKENDOWN, SUSPENDED, DELETED -> false;
    };
  }

  private static Refusal notFound(AtIdentifier repo) {
    return Refusal.repoNotFound(repo.toString());
  }
}
