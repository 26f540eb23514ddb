package dev.tempest.atproto.repo;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.Signer;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstProof;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.util.ArrayList;
import java.util.HashSet;
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
 * @param blocks the event's blocks: commit, tree nodes that prove the change, new records
 */
public record CommitPlan(
    Did did,
    @Nullable Head previous,
    Head head,
    Bytes commitBlock,
    Map<Cid, Bytes> newNodes,
    Set<Cid> removedNodes,
    List<RepoOp> ops,
    Map<Cid, Bytes> blocks) {

  /** Operations in one commit that the network accepts. */
  public static final int MOST_WRITES = 200;

  /** Bytes of blocks in one commit that the network accepts. */
  public static final int MOST_BLOCK_BYTES = 2_000_000;

  /**
   * Plans {@code writes} on top of {@code previous}.
   *
   * @param rev greater than the previous one
   * @throws RepoException when the writes do not fit the repository or one commit
   */
  public static CommitPlan of(
      Did did, @Nullable Head previous, NodeSource nodes, List<Write> writes, Tid rev, Signer key) {
    if (writes.size() > MOST_WRITES) {
      throw new RepoException(RepoException.Kind.TOO_MANY, "Too many writes. Max: " + MOST_WRITES);
    }
    Mst tree = previous == null ? Mst.empty(nodes) : Mst.load(previous.data(), nodes);
    var records = new LinkedHashMap<Cid, Bytes>();
    List<RepoOp> ops = apply(tree, writes, records);
    Mst.Changes changes = tree.changes();
    Commit commit = Commit.sign(did, tree.rootCid(), rev, key);
    Bytes commitBlock = Bytes.wrap(commit.encode());
    var head = new Head(Cid.of(Cid.Codec.DAG_CBOR, commitBlock.unwrap()), rev, commit.data());

    var blocks = new LinkedHashMap<Cid, Bytes>();
    blocks.put(head.commit(), commitBlock);
    blocks.putAll(changes.added());
    blocks.putAll(
        MstProof.covering(tree, writes.stream().map(write -> write.path().toString()).toList()));
    blocks.putAll(records);
    requireSize(blocks);
    return new CommitPlan(
        did, previous, head, commitBlock, changes.added(), changes.removed(), ops, blocks);
  }

  private static List<RepoOp> apply(Mst tree, List<Write> writes, Map<Cid, Bytes> records) {
    var ops = new ArrayList<RepoOp>();
    var paths = new HashSet<String>();
    for (Write write : writes) {
      String path = write.path().toString();
      if (!paths.add(path)) {
        throw new RepoException(
            RepoException.Kind.DUPLICATE, "Two writes to one record in one commit: " + path);
      }
      ops.add(apply(tree, write, path, records));
    }
    return ops;
  }

  private static RepoOp apply(Mst tree, Write write, String path, Map<Cid, Bytes> records) {
    Cid old = tree.get(path);
    return switch (write) {
      case Write.Create create -> {
        if (old != null) {
          throw new RepoException(RepoException.Kind.EXISTS, "Record already exists: " + path);
        }
        Cid cid = add(create.record(), records);
        tree.put(path, cid);
        yield new RepoOp.Create(create.path(), cid);
      }
      case Write.Update update -> {
        Cid cid = add(update.record(), records);
        tree.put(path, cid);
        yield new RepoOp.Update(update.path(), cid, required(old, path));
      }
      case Write.Delete delete -> {
        Cid removed = required(old, path);
        tree.delete(path);
        yield new RepoOp.Delete(delete.path(), removed);
      }
    };
  }

  private static Cid required(@Nullable Cid old, String path) {
    if (old == null) {
      throw new RepoException(RepoException.Kind.MISSING, "Could not find record: " + path);
    }
    return old;
  }

  private static Cid add(Bytes record, Map<Cid, Bytes> records) {
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, record.unwrap());
    records.put(cid, record);
    return cid;
  }

  private static void requireSize(Map<Cid, Bytes> blocks) {
    long bytes = 0;
    for (Bytes block : blocks.values()) {
      bytes += Cid.LENGTH + block.length();
    }
    if (bytes > MOST_BLOCK_BYTES) {
      throw new RepoException(RepoException.Kind.TOO_LARGE, "Too many writes. Max event size: 2MB");
    }
  }

  /** The event's blocks as a CAR file whose root is the commit. */
  public Bytes car() {
    return CarWriter.toBytes(head.commit(), blocks);
  }
}
