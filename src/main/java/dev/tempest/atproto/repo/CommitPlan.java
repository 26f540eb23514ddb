package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstNode;
import dev.tempest.atproto.mst.MstProof;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a commit changes, worked out before anything is stored: the signed commit, tree nodes to
 * add and to remove, and what the firehose tells. Pure. Spec: /specs/repository and /specs/sync.
 *
 * @param previous the head that this commit follows; null for the first
 * @param newNodes tree nodes that the store lacks, encoded
 * @param decodedNodes the same nodes for a cache, to be kept once they are stored
 * @param removedNodes tree nodes that no longer are part of the tree
 * @param ops in the order of the writes
 * @param car the event's blocks as a CAR file: commit, tree nodes that prove the change, new
 *     records
 */
public record CommitPlan(
    Did did,
    @Nullable Head previous,
    Head head,
    Bytes commitBlock,
    Map<Cid, Bytes> newNodes,
    Map<Cid, MstNode> decodedNodes,
    Set<Cid> removedNodes,
    List<RepoOp> ops,
    Bytes car) {

  /** Operations in one commit that the network accepts. */
  public static final int MOST_WRITES = 200;

  /** Bytes of an event's CAR file that the network accepts. */
  public static final int MOST_CAR_BYTES = 2_000_000;

  /**
   * Plans {@code writes} on top of {@code previous}. No writes make a commit too: the first of a
   * repository, or one signed with a new key.
   *
   * @param rev greater than the previous one
   * @throws RepoException when the writes do not fit the repository or one commit
   */
  public static CommitPlan of(
      Did did, @Nullable Head previous, NodeSource nodes, List<Write> writes, Tid rev, Signer key) {
    if (previous != null && previous.rev().compareTo(rev) >= 0) {
      throw new IllegalArgumentException(rev + " does not follow " + previous.rev());
    }
    Mst before = previous == null ? Mst.empty() : Mst.load(previous.data(), nodes);
    var batch = WriteBatch.apply(before, writes);
    Mst tree = batch.tree();
    Mst.Changes changes = tree.changes();
    var newNodes = new LinkedHashMap<Cid, Bytes>();
    changes.added().forEach((cid, node) -> newNodes.put(cid, node.encoded()));

    Commit commit = Commit.sign(did, tree.root(), rev, key);
    Bytes block = Bytes.wrap(commit.encode());
    var head = new Head(Cid.of(Cid.Codec.DAG_CBOR, block.unwrap()), rev, commit.data());
    var blocks = new LinkedHashMap<Cid, Bytes>();
    blocks.put(head.commit(), block);
    blocks.putAll(newNodes);
    blocks.putAll(MstProof.covering(tree, batch.paths()));
    blocks.putAll(batch.records());
    return new CommitPlan(
        did,
        previous,
        head,
        block,
        newNodes,
        changes.added(),
        changes.removed(),
        batch.ops(),
        car(head.commit(), blocks));
  }

  private static Bytes car(Cid commit, Map<Cid, Bytes> blocks) {
    long bytes = 0;
    for (Bytes block : blocks.values()) {
      bytes += Cid.LENGTH + block.length();
    }
    // the file is larger than its blocks by a little: measured only when they might fit
    Bytes car = bytes > MOST_CAR_BYTES ? null : Bytes.wrap(CarWriter.of(commit, blocks));
    if (car == null || car.length() > MOST_CAR_BYTES) {
      throw new RepoException(RepoException.Kind.TOO_LARGE, "Too many writes. Max event size: 2MB");
    }
    return car;
  }
}
