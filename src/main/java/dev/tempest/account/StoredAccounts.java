package dev.tempest.account;

import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import dev.tempest.secret.Secrets;
import dev.tempest.secret.UnsealException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts of a volume that no server uses. */
public final class StoredAccounts {
  private StoredAccounts() {}

  /**
   * One account, or the tombstone of one.
   *
   * @param complete false while it was being made or erased; the next start settles that
   */
  public record Account(Did did, @Nullable Handle handle, AccountStatus status, boolean complete) {
    /** Whether there must be a repository. */
    public boolean isHosted() {
      return complete && status != AccountStatus.DELETED;
    }
  }

  /** At most {@code most} behind {@code did}, in the order of DIDs. */
  public static List<Account> behind(Connection connection, @Nullable Did did, int most)
      throws SQLException {
    return AccountListTable.behind(connection, did == null ? "" : did.value(), most);
  }

  /**
   * The key that the account signs with; empty when there is none.
   *
   * @throws UnsealException when {@code secrets} do not open it
   */
  public static Optional<PublicKey> key(Connection connection, Did did, Secrets secrets)
      throws SQLException {
    return SigningKeyTable.find(connection, did)
        .map(row -> SealedKeys.open(row, secrets))
        .map(PrivateKey::publicKey);
  }

  /** Whether the account waits to be announced after a restore. */
  public static boolean isUnannounced(Connection connection, Did did) throws SQLException {
    return UnannouncedTable.contains(connection, did);
  }
}
