package dev.tempest.record;

import com.github.benmanes.caffeine.cache.Cache;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.sqlite.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The tree nodes of the repository that {@code connection} is on. Decoded ones are kept: a node's
 * content is decided by its CID, so that neither other commits nor other accounts can make the copy
 * wrong.
 */
final class TransactionNodes implements NodeSource {
  private final Connection connection;
  private final Cache<Cid, MstNode> decoded;

  TransactionNodes(Connection connection, Cache<Cid, MstNode> decoded) {
    this.connection = connection;
    this.decoded = decoded;
  }

  @Override
  public @Nullable Bytes find(Cid cid) {
    try {
      return NodeTable.find(connection, cid);
    } catch (SQLException e) {
      throw new StorageException("cannot read a tree node: " + e.getMessage(), e);
    }
  }

  @Override
  public MstNode load(Cid cid) {
    return decoded.get(cid, NodeSource.super::load);
  }
}
