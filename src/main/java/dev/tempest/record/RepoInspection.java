package dev.tempest.record;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Proves that a stored repository is whole. */
@Singleton
public class RepoInspection {
  private final RepoFiles repos;

  RepoInspection(RepoFiles repos) {
    this.repos = repos;
  }

  /** Reads all of it, on a connection of its own; nothing is taken from a cache. */
  public RepoVerifier.Report verify(Did did, PublicKey key) {
    return repos.export(
        did,
        connection -> {
          var verifier =
              new RepoVerifier(did, key, nodes(connection), path -> record(connection, path));
          return verifier.verify(HeadTable.commitBlock(connection));
        });
  }

  private static NodeSource nodes(Connection connection) {
    return cid -> node(connection, cid);
  }

  private static @Nullable Bytes node(Connection connection, Cid cid) {
    try {
      return NodeTable.find(connection, cid);
    } catch (SQLException e) {
      throw new StorageException("cannot read a tree node: " + e.getMessage(), e);
    }
  }

  private static @Nullable Bytes record(Connection connection, String path) {
    try {
      var row = RecordTable.find(connection, RecordPath.parse(path));
      return row == null ? null : row.content();
    } catch (SQLException e) {
      throw new StorageException("cannot read a record: " + e.getMessage(), e);
    }
  }
}
