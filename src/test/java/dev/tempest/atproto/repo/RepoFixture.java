package dev.tempest.atproto.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.Curve;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.MstWalk;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A repository in memory that stores commit plans as a server does. */
final class RepoFixture implements NodeSource {
  static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
  static final PrivateKey KEY = key(Curve.K256, 7);

  final Map<Cid, Bytes> nodes = new HashMap<>();
  final TreeMap<String, Bytes> records = new TreeMap<>();
  final Map<Cid, Bytes> commits = new LinkedHashMap<>();
  @Nullable Head head;
  private long micros = 1_700_000_000_000_000L;

  static PrivateKey key(Curve curve, int scalar) {
    byte[] content = new byte[32];
    byte[] digits = BigInteger.valueOf(scalar).toByteArray();
    System.arraycopy(digits, 0, content, 32 - digits.length, digits.length);
    return PrivateKey.of(curve, content);
  }

  static Bytes record(String text) {
    var writer = new CborWriter().map(2).text("text").text(text);
    return Bytes.wrap(writer.text("$type").text("com.example.c").toByteArray());
  }

  static RecordPath path(String path) {
    return RecordPath.parse(path);
  }

  static Write create(String path, String text) {
    return new Write.Create(path(path), record(text));
  }

  static Write update(String path, String text) {
    return new Write.Update(path(path), record(text));
  }

  static Write delete(String path) {
    return new Write.Delete(path(path));
  }

  @Override
  public @Nullable Bytes find(Cid cid) {
    return nodes.get(cid);
  }

  CommitPlan plan(Write... writes) {
    return plan(List.of(writes));
  }

  CommitPlan plan(List<Write> writes) {
    return CommitPlan.of(DID, head, this, writes, Tid.of(++micros, 3), KEY);
  }

  CommitPlan commit(Write... writes) {
    return commit(List.of(writes));
  }

  CommitPlan commit(List<Write> writes) {
    CommitPlan plan = plan(writes);
    for (Cid added : plan.newNodes().keySet()) {
      assertThat(nodes).as("new nodes are new").doesNotContainKey(added);
    }
    assertThat(nodes.keySet()).as("removed nodes were there").containsAll(plan.removedNodes());
    nodes.putAll(plan.newNodes());
    nodes.keySet().removeAll(plan.removedNodes());
    for (Write write : writes) {
      switch (write) {
        case Write.Create(var path, var record) -> records.put(path.toString(), record);
        case Write.Update(var path, var record) -> records.put(path.toString(), record);
        case Write.Delete(var path) -> records.remove(path.toString());
      }
    }
    commits.put(plan.head().commit(), plan.commitBlock());
    head = plan.head();
    return plan;
  }

  Head requireHead() {
    Head now = head;
    if (now == null) {
      throw new IllegalStateException("no commit yet");
    }
    return now;
  }

  /** The store holds the nodes of the head's tree and no others, and the tree the records. */
  void assertStoreIsTheTree() {
    var met = new HashSet<Cid>();
    var leaves = new TreeMap<String, Cid>();
    MstWalk.all(Mst.load(requireHead().data(), this), node -> met.add(node.cid()), leaves::put);
    assertThat(nodes.keySet()).isEqualTo(met);
    var expected = new TreeMap<String, Cid>();
    records.forEach((path, record) -> expected.put(path, cid(record)));
    assertThat(leaves).isEqualTo(expected);
  }

  static Cid cid(Bytes content) {
    return Cid.of(Cid.Codec.DAG_CBOR, content.unwrap());
  }

  /** All blocks of an export: commit, nodes and records. */
  Map<Cid, Bytes> blocks() {
    var blocks = new LinkedHashMap<Cid, Bytes>();
    Cid commit = requireHead().commit();
    blocks.put(commit, commits.get(commit));
    MstWalk.all(
        Mst.load(requireHead().data(), this),
        node -> blocks.put(node.cid(), node.encoded()),
        (path, cid) -> blocks.put(cid, records.get(path)));
    return blocks;
  }

  byte[] export() {
    return CarWriter.of(requireHead().commit(), blocks());
  }
}
