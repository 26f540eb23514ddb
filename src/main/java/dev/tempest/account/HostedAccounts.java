package dev.tempest.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The accounts as every request sees them: from memory, where they are what was last written. */
@Singleton
final class HostedAccounts implements AccountDirectory {
  private static final int MOST_REMEMBERED = 10_000;

  private final Database accounts;
  private final Cache<Did, Optional<HostedAccount>> byDid =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();
  // a hint only: the account says whether it still has the handle
  private final Cache<Handle, Did> byHandle =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  HostedAccounts(AccountDatabase accounts) {
    this.accounts = accounts.database();
  }

  @Override
  public Optional<HostedAccount> find(AtIdentifier id) {
    return switch (id) {
      case Did did -> byDid.get(did, this::load);
      case Handle handle -> find(handle);
    };
  }

  private Optional<HostedAccount> find(Handle handle) {
    Did remembered = byHandle.getIfPresent(handle);
    if (remembered != null) {
      var account = find(remembered).filter(found -> found.handle().equals(handle));
      if (account.isPresent()) {
        return account;
      }
    }
    return accounts
        .read(connection -> AccountTable.findByHandle(connection, handle))
        .flatMap(
            row -> {
              byHandle.put(handle, row.did());
              return find(row.did()).filter(found -> found.handle().equals(handle));
            });
  }

  private Optional<HostedAccount> load(Did did) {
    return accounts
        .read(connection -> AccountTable.findByDid(connection, did))
        .map(HostedAccounts::view);
  }

  static HostedAccount view(AccountTable.Row row) {
    Handle handle = row.handle();
    return new HostedAccount(row.did(), handle == null ? Handle.INVALID : handle, row.status());
  }

  /** To be called after every committed change of the account's row. */
  void changed(Did did) {
    byDid.invalidate(did);
  }
}
