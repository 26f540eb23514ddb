package dev.tempest.record;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.sqlite.RepoFiles;
import dev.tempest.sqlite.StorageException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proves that a stored repository is whole. */
@Singleton
public class RepoInspection {
  private static final int PAGE = 500;

  private final RepoFiles repos;

  RepoInspection(RepoFiles repos) {
    this.repos = repos;
  }

  /** What was proven. */
  public record Report(Cid head, Tid rev, long nodes, long records) {}

  /**
   * Reads all of it, on a connection of its own and past every cache; {@link VerifyException} names
   * the first fault.
   */
  public Report verify(Did did, PublicKey key) {
    return repos.export(did, connection -> verify(connection, did, key));
  }

  /** How much there is, by the tables. */
  public record Contents(Head head, long blocks, long records) {}

  public Contents contents(Did did) {
    return repos.snapshot(
        did,
        connection -> {
          Head head = HeadTable.find(connection);
          if (head == null) {
            throw new SQLException("repository without a commit");
          }
          long records = RecordTable.count(connection);
          return new Contents(head, 1 + NodeTable.count(connection) + records, records);
        });
  }

  /** As {@link #verify(Did, PublicKey)}, of a file that the caller has opened. */
  public static Report verify(Connection connection, Did did, PublicKey key) throws SQLException {
    Bytes block = HeadTable.commitBlock(connection);
    Commit commit = Commit.decode(block.unwrap());
    if (!commit.did().equals(did) || !commit.verify(key)) {
      throw new VerifyException("the commit is not of the account, or not signed by its key");
    }
    var counted = new Counts();
    try {
      MstWalk.all(
          Mst.load(commit.data(), nodes(connection)),
          node -> counted.nodes += verified(node),
          (path, cid) -> counted.records += verified(connection, path, cid));
    } catch (MstException e) {
      throw new VerifyException("the tree: " + e.getMessage());
    }
    Cid head = Cid.of(Cid.Codec.DAG_CBOR, block.unwrap());
    return new Report(head, commit.rev(), counted.nodes, counted.records);
  }

  /** The head of the opened file; empty between its creation and its first commit. */
  public static Optional<Head> head(Connection connection) throws SQLException {
    return Optional.ofNullable(HeadTable.find(connection));
  }

  /** Takes one blob. */
  @FunctionalInterface
  public interface BlobVisitor {
    void visit(Cid blob) throws SQLException;
  }

  /** Visits every blob that a record of the opened file refers to, each once. */
  public static void blobs(Connection connection, BlobVisitor visitor) throws SQLException {
    List<Cid> page = BlobRefTable.list(connection, null, null, PAGE);
    while (!page.isEmpty()) {
      for (Cid blob : page) {
        visitor.visit(blob);
      }
      page = BlobRefTable.list(connection, null, page.getLast(), PAGE);
    }
  }

  private static final class Counts {
    long nodes;
    long records;
  }

  private static int verified(MstNode node) {
    if (!node.cid().identifies(node.encoded().unwrap())) {
      throw new VerifyException("a tree node does not match its CID " + node.cid());
    }
    return 1;
  }

  private static int verified(Connection connection, String path, Cid cid) {
    Bytes record = record(connection, path);
    if (record == null || !cid.identifies(record.unwrap())) {
      throw new VerifyException("a record is missing or does not match its CID: " + path);
    }
    return 1;
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
