package dev.tempest.atproto.repo;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.syntax.RecordPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The writes of one commit on their way into the tree. */
final class WriteBatch {
  private final List<RepoOp> ops = new ArrayList<>();
  private final Set<String> paths = new LinkedHashSet<>();
  private final Map<Cid, Bytes> records = new LinkedHashMap<>();
  private Mst tree;

  private WriteBatch(Mst tree) {
    this.tree = tree;
  }

  static WriteBatch apply(Mst tree, List<Write> writes) {
    if (writes.size() > CommitPlan.MOST_WRITES) {
      throw new RepoException(
          RepoException.Kind.TOO_MANY, "Too many writes. Max: " + CommitPlan.MOST_WRITES);
    }
    var batch = new WriteBatch(tree);
    writes.forEach(batch::apply);
    return batch;
  }

  Mst tree() {
    return tree;
  }

  List<RepoOp> ops() {
    return List.copyOf(ops);
  }

  Set<String> paths() {
    return paths;
  }

  /** New records by CID; equal records at two paths are one block. */
  Map<Cid, Bytes> records() {
    return records;
  }

  private void apply(Write write) {
    String path = write.path().toString();
    if (!paths.add(path)) {
      throw new RepoException(
          RepoException.Kind.DUPLICATE, "Two writes to one record in one commit: " + path);
    }
    Cid old = tree.get(path);
    ops.add(
        switch (write) {
          case Write.Create create -> create(create, path, old);
          case Write.Update update -> update(update, path, old);
          case Write.Delete delete -> delete(delete.path(), path, old);
        });
  }

  private RepoOp create(Write.Create write, String path, @Nullable Cid old) {
    if (old != null) {
      throw new RepoException(RepoException.Kind.EXISTS, "Record already exists: " + path);
    }
    return new RepoOp.Create(write.path(), put(path, write.record()));
  }

  private RepoOp update(Write.Update write, String path, @Nullable Cid old) {
    Cid prev = required(old, path);
    Cid cid = put(path, write.record());
    // the network takes an update for a change: a caller drops one that is none
    if (cid.equals(prev)) {
      throw new RepoException(RepoException.Kind.UNCHANGED, "Record is unchanged: " + path);
    }
    return new RepoOp.Update(write.path(), cid, prev);
  }

  private RepoOp delete(RecordPath record, String path, @Nullable Cid old) {
    Cid prev = required(old, path);
    tree = tree.delete(path);
    return new RepoOp.Delete(record, prev);
  }

  private static Cid required(@Nullable Cid old, String path) {
    if (old == null) {
      throw new RepoException(RepoException.Kind.MISSING, "Could not find record: " + path);
    }
    return old;
  }

  private Cid put(String path, Bytes record) {
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, record.unwrap());
    records.put(cid, record);
    tree = tree.put(path, cid);
    return cid;
  }
}
