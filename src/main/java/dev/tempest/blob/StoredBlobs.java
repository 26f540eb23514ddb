package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the accounts' database of a volume that no server uses knows of blobs. */
public final class StoredBlobs {
  private StoredBlobs() {}

  /** A blob that was uploaded: permanent, taken down, or nobody's yet. */
  public record Stored(Did did, Cid cid, long size) {}

  /** At most {@code most} behind {@code stored}, account by account. */
  public static List<Stored> behind(Connection connection, @Nullable Stored stored, int most)
      throws SQLException {
    return BlobTable.behind(connection, stored, most);
  }

  /** The sum of all sizes. */
  public static long bytes(Connection connection) throws SQLException {
    return BlobCountTable.totals(connection).bytes();
  }

  /** The size of the blob; empty when it was never uploaded. */
  public static OptionalLong size(Connection connection, Did did, Cid blob) throws SQLException {
    var row = BlobTable.find(connection, did, blob);
    return row == null ? OptionalLong.empty() : OptionalLong.of(row.size());
  }
}
