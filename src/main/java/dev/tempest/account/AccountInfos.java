package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountListing;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds accounts for the operator; deleted ones are not there. Blocks. */
@Singleton
public final class AccountInfos {
  private final Database accounts;

  AccountInfos(AccountDatabase accounts) {
    this.accounts = accounts.database();
  }

  /** Those of {@code dids} that there are, in their order. */
  public List<AccountInfo> find(Collection<Did> dids) {
    return accounts.read(connection -> AccountInfoTable.find(connection, dids));
  }

  /** Every account's DID, in order. */
  public List<Did> all() {
    return accounts.read(AccountInfoTable::all);
  }

  /**
   * A page of accounts in the order in which they came.
   *
   * @param email a part of the address, in upper or lower case; null for all accounts
   */
  public record Search(@Nullable String email, AccountListing.@Nullable Position after, int most) {
    @Override
    public String toString() {
      return "Search[…]";
    }
  }

  public List<AccountInfo> search(Search search) {
    return accounts.read(connection -> AccountInfoTable.search(connection, search));
  }
}
