package dev.tempest.account;

import dev.tempest.auth.AccountListing;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the accounts for those who copy all of them. */
@Singleton
final class ListedAccounts implements AccountListing {
  private final Database accounts;

  ListedAccounts(AccountDatabase accounts) {
    this.accounts = accounts.database();
  }

  @Override
  public List<Listed> after(@Nullable Position position, int most) {
    long seconds = position == null ? Long.MIN_VALUE : position.createdAt().getEpochSecond();
    String did = position == null ? "" : position.did().value();
    return accounts.read(connection -> AccountListTable.after(connection, seconds, did, most));
  }
}
