package dev.tempest.record;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** {@code repo}: the one row that says what the account's repository is now. */
final class HeadTable {
  private static final String SELECT = "SELECT commit_cid, rev, data_cid FROM repo";
  private static final String REPLACE =
      """
      INSERT INTO repo (id, did, commit_cid, commit_block, rev, data_cid) VALUES (1, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET commit_cid = excluded.commit_cid,
        commit_block = excluded.commit_block, rev = excluded.rev, data_cid = excluded.data_cid
      """;

  private static final String COMMIT_BLOCK = "SELECT commit_block FROM repo";

  private HeadTable() {}

  /** The signed commit; there is one in every repository that is finished. */
  static Bytes commitBlock(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(COMMIT_BLOCK);
        var row = select.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("repository without a commit");
      }
      return Bytes.wrap(row.getBytes(1));
    }
  }

  /** Null only between a file's creation and its first commit. */
  static @Nullable Head find(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(SELECT);
        var row = select.executeQuery()) {
      return row.next()
          ? new Head(
              Cid.read(row.getBytes(1), 0), new Tid(row.getString(2)), Cid.read(row.getBytes(3), 0))
          : null;
    }
  }

  static void replace(Connection tx, Did did, Head head, Bytes commitBlock) throws SQLException {
    try (var replace = tx.prepareStatement(REPLACE)) {
      replace.setString(1, did.value());
      replace.setBytes(2, head.commit().toBytes());
      replace.setBytes(3, commitBlock.unwrap());
      replace.setString(4, head.rev().value());
      replace.setBytes(5, head.data().toBytes());
      replace.executeUpdate();
    }
  }
}
