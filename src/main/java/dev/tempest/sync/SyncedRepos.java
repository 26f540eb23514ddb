package dev.tempest.sync;

import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.HostedAccount;
import dev.tempest.auth.ReadableAccounts;
import dev.tempest.record.RepoExport;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The repositories of accounts that may be copied. */
@Singleton
final class SyncedRepos {
  private final ReadableAccounts accounts;
  private final RepoExport export;

  SyncedRepos(ReadableAccounts accounts, RepoExport export) {
    this.accounts = accounts;
    this.export = export;
  }

  /** Any account that there is or was. */
  HostedAccount requireKnown(@Nullable Did did) {
    return accounts.requireKnown(did);
  }

  Did requireReadable(@Nullable Did did) {
    return accounts.requireReadable(did);
  }

  Head requireHead(@Nullable Did did) {
    Did readable = requireReadable(did);
    return export.head(readable).orElseThrow(() -> ReadableAccounts.notFound(readable));
  }
}
