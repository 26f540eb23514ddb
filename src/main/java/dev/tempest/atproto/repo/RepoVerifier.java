package dev.tempest.atproto.repo;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import org.jspecify.annotations.Nullable;

/**
 * Proves a stored repository: signature, every tree node against its CID and its place, every
 * record against its CID. Memory: one path of the tree.
 */
public final class RepoVerifier {
  private final Did did;
  private final PublicKey key;
  private final NodeSource nodes;
  private final RecordSource records;
  private long nodeCount;
  private long recordCount;

  /** What was proven. */
  public record Report(Cid commit, Tid rev, long nodes, long records) {}

  /** The record that lies under a path. */
  @FunctionalInterface
  public interface RecordSource {
    /** Null when there is none. */
    @Nullable Bytes find(String path);
  }

  public RepoVerifier(Did did, PublicKey key, NodeSource nodes, RecordSource records) {
    this.did = did;
    this.key = key;
    this.nodes = nodes;
    this.records = records;
  }

  /** Verifies what {@code commitBlock} leads to; {@link VerifyException} names the first fault. */
  public Report verify(Bytes commitBlock) {
    Commit commit = Commit.decode(commitBlock.unwrap());
    if (!commit.did().equals(did)) {
      throw new VerifyException("commit is of " + commit.did() + ", not of " + did);
    }
    if (!commit.verify(key)) {
      throw new VerifyException("commit " + commit.rev() + " is not signed with the account's key");
    }
    try {
      MstWalk.all(Mst.load(commit.data(), nodes), this::verifyNode, this::verifyRecord);
    } catch (MstException e) {
      throw new VerifyException("tree of commit " + commit.rev() + ": " + e.getMessage());
    }
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, commitBlock.unwrap());
    return new Report(cid, commit.rev(), nodeCount, recordCount);
  }

  private void verifyNode(MstNode node) {
    nodeCount++;
    if (!node.cid().identifies(node.encoded().unwrap())) {
      throw new VerifyException("tree node does not match its CID " + node.cid());
    }
  }

  private void verifyRecord(String path, Cid cid) {
    recordCount++;
    Bytes record = records.find(path);
    if (record == null) {
      throw new VerifyException("record is missing: " + path);
    }
    if (!cid.identifies(record.unwrap())) {
      throw new VerifyException("record does not match its CID: " + path);
    }
  }
}
