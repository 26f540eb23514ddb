package dev.tempest.sync;

import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.AccountStatus;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.HostedAccount;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Which repositories may be copied: those of active accounts, and always one's own. */
@Singleton
final class SyncedRepos {
  private final AccountDirectory accounts;
  private final CallerContext caller;
  private final RepoExport export;

  SyncedRepos(AccountDirectory accounts, CallerContext caller, RepoExport export) {
    this.accounts = accounts;
    this.caller = caller;
    this.export = export;
  }

  /** Any account that there is or was. */
  HostedAccount requireKnown(@Nullable Did did) {
    Did known = Refusal.required(did, "did");
    return accounts.find(known).orElseThrow(() -> notFound(known));
  }

  Did requireReadable(@Nullable Did did) {
    HostedAccount account = requireKnown(did);
    if (account.status() == AccountStatus.DELETED) {
      throw notFound(account.did());
    }
    if (!caller.maySee(account.did())) {
      requireActive(account);
    }
    return account.did();
  }

  private static void requireActive(HostedAccount account) {
    switch (account.status()) {
      case ACTIVE -> {}
      case TAKENDOWN -> throw unavailable("RepoTakendown", "taken down", account);
      case SUSPENDED -> throw unavailable("RepoSuspended", "suspended", account);
      case DEACTIVATED -> throw unavailable("RepoDeactivated", "deactivated", account);
      case DELETED -> throw notFound(account.did());
    }
  }

  Head requireHead(@Nullable Did did) {
    Did readable = requireReadable(did);
    return export.head(readable).orElseThrow(() -> notFound(readable));
  }

  private static Refusal unavailable(String error, String why, HostedAccount account) {
    return new Refusal.Invalid(error, "Repo has been " + why + ": " + account.did());
  }

  private static Refusal notFound(Did did) {
    return new Refusal.Invalid("RepoNotFound", "Could not find repo for DID: " + did);
  }
}
