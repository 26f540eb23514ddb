package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.AccountDatabase;
import dev.tempest.sqlite.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which blobs an account has here, for those who bring or move a whole repository. Blocks. */
@Singleton
public class BlobInventory {
  private static final int PAGE = 500;

  private final BlobStore store;
  private final Database accounts;

  BlobInventory(BlobStore store, AccountDatabase accounts) {
    this.store = store;
    this.accounts = accounts.database();
  }

  /** Says of a blob whether it is meant. */
  @FunctionalInterface
  public interface Choice {
    boolean test(Cid blob) throws SQLException;
  }

  /**
   * Makes those uploads of {@code did} permanent that {@code choice} names, under the account's
   * lock and before the commit that refers to them is on disk.
   */
  public void promote(Did did, Choice choice) throws SQLException {
    List<Cid> page = page(did, null);
    while (!page.isEmpty()) {
      var chosen = new ArrayList<Cid>();
      for (Cid blob : page) {
        if (choice.test(blob)) {
          chosen.add(blob);
        }
      }
      if (!chosen.isEmpty()) {
        store.promote(did, chosen);
      }
      page = page(did, page.getLast());
    }
  }

  private List<Cid> page(Did did, @Nullable Cid after) {
    return accounts.read(connection -> BlobTable.ofAccount(connection, did, after, PAGE));
  }

  /** How many blobs the account has uploaded, temporary ones included. */
  public long count(Did did) {
    return accounts.read(connection -> BlobTable.count(connection, did));
  }

  /** Those of {@code blobs} that were not uploaded, in their order. */
  public List<Cid> missing(Did did, Collection<Cid> blobs) {
    return accounts.read(
        connection -> {
          var missing = new ArrayList<Cid>();
          for (Cid blob : blobs) {
            if (BlobTable.find(connection, did, blob) == null) {
              missing.add(blob);
            }
          }
          return missing;
        });
  }
}
