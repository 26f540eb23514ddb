package dev.tempest.testing;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.repo.Commit;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** A repository of another server, in memory. */
public final class TestRepo {
  private final Did did;
  private final PrivateKey key;
  private final Map<Cid, Bytes> records = new LinkedHashMap<>();
  private Mst tree = Mst.empty();

  public TestRepo(Did did, PrivateKey key) {
    this.did = did;
    this.key = key;
  }

  public static Node.Obj post(String text) {
    return new Node.Obj(
        Map.of(
            "$type", new Node.Text("app.bsky.feed.post"),
            "text", new Node.Text(text),
            "createdAt", new Node.Text("2026-01-01T00:00:00Z")));
  }

  /** A record that refers to {@code blob}. */
  public static Node.Obj image(BlobRef blob) {
    return new Node.Obj(
        Map.of("$type", new Node.Text("com.example.image"), "image", blob.toNode()));
  }

  public static Node.Obj like(String uri) {
    return new Node.Obj(
        Map.of(
            "$type",
            new Node.Text("app.bsky.feed.like"),
            "subject",
            new Node.Obj(Map.of("uri", new Node.Text(uri)))));
  }

  /** Posts under keys from 0 to {@code count} - 1. */
  public TestRepo posts(int count) {
    for (int i = 0; i < count; i++) {
      put("app.bsky.feed.post/" + i, post("post " + i));
    }
    return this;
  }

  public TestRepo put(String path, Node record) {
    return putBytes(path, Bytes.wrap(DagCbor.encode(record)));
  }

  /** Whatever the bytes are. */
  public TestRepo putBytes(String path, Bytes content) {
    Cid cid = Cid.of(Cid.Codec.DAG_CBOR, content.unwrap());
    records.put(cid, content);
    tree = tree.put(path, cid);
    return this;
  }

  public TestRepo delete(String path) {
    tree = tree.delete(path);
    return this;
  }

  public Cid data() {
    return tree.root();
  }

  /** Its blocks as of now, the commit first; records that were deleted are still there. */
  public Map<Cid, Bytes> blocks(Tid rev) {
    Bytes commit = Bytes.wrap(Commit.sign(did, tree.root(), rev, key).encode());
    var blocks = new LinkedHashMap<Cid, Bytes>();
    blocks.put(Cid.of(Cid.Codec.DAG_CBOR, commit.unwrap()), commit);
    tree.changes().added().forEach((cid, node) -> blocks.put(cid, node.encoded()));
    blocks.putAll(records);
    return blocks;
  }

  public byte[] car() {
    return car(Tid.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), 7));
  }

  public byte[] car(Tid rev) {
    return car(blocks(rev));
  }

  /** A file of {@code blocks} whose root is the first. */
  public static byte[] car(Map<Cid, Bytes> blocks) {
    return CarWriter.of(blocks.keySet().iterator().next(), blocks);
  }
}
