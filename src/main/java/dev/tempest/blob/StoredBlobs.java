package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** What the accounts' database of a volume that no server uses knows of blobs. */
public final class StoredBlobs {
  private StoredBlobs() {}

  /** The size of the blob; empty when it was never uploaded. */
  public static OptionalLong size(Connection connection, Did did, Cid blob) throws SQLException {
    var row = BlobTable.find(connection, did, blob);
    return row == null ? OptionalLong.empty() : OptionalLong.of(row.size());
  }
}
