package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts' data may be copied: that of active ones, and always one's own. The operator sees
 * all that is there.
 */
@Singleton
public final class ReadableAccounts {
  private final AccountDirectory accounts;
  private final CallerContext caller;

  ReadableAccounts(AccountDirectory accounts, CallerContext caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  /** Any account that there is or was. */
  public HostedAccount requireKnown(@Nullable Did did) {
    Did known = Refusal.required(did, "did");
    return accounts.find(known).orElseThrow(() -> notFound(known));
  }

  public Did requireReadable(@Nullable Did did) {
    HostedAccount account = requireKnown(did);
    if (account.status() == AccountStatus.DELETED) {
      throw notFound(account.did());
    }
    if (!caller.maySee(account.did())) {
      requireActive(account);
    }
    return account.did();
  }

  /** Whether everybody may copy the account's data. */
  public boolean isPublic(Did did) {
    return accounts.find(did).filter(account -> account.status().isActive()).isPresent();
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

  private static Refusal unavailable(String error, String why, HostedAccount account) {
    return new Refusal.Invalid(error, "Repo has been " + why + ": " + account.did());
  }

  public static Refusal notFound(Did did) {
    return new Refusal.Invalid("RepoNotFound", "Could not find repo for DID: " + did);
  }
}
