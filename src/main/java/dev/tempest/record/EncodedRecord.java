package dev.tempest.record;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A record ready to be stored; {@code subject} is what it likes, reposts, follows or blocks. */
record EncodedRecord(Cid cid, Bytes content, List<BlobRef> blobs, @Nullable String subject) {
  /** Bytes of DAG-CBOR. Spec: /specs/data-model, "Limits" and what relays accept. */
  static final int MOST_BYTES = 1_000_000;

  private static final Set<String> SUBJECT_IS_RECORD =
      Set.of("app.bsky.feed.like", "app.bsky.feed.repost");
  private static final Set<String> SUBJECT_IS_ACCOUNT =
      Set.of("app.bsky.graph.follow", "app.bsky.graph.block");

  /** Fills in a missing {@code $type}; refuses another one, and what no record may hold. */
  static EncodedRecord of(Nsid collection, Node value) {
    Node.Obj record = typed(collection, value);
    byte[] content = encode(record);
    if (content.length > MOST_BYTES) {
      throw Refusal.invalid(
          "Record is too large: %d bytes of at most %d".formatted(content.length, MOST_BYTES));
    }
    return new EncodedRecord(
        Cid.of(Cid.Codec.DAG_CBOR, content),
        Bytes.wrap(content),
        blobs(record),
        subject(collection, record));
  }

  private static byte[] encode(Node.Obj record) {
    try {
      return DagCbor.encode(record);
    } catch (DecodeException e) {
      throw Refusal.invalid("Invalid record: " + e.getMessage());
    }
  }

  private static List<BlobRef> blobs(Node.Obj record) {
    try {
      return BlobRef.findAll(record);
    } catch (DecodeException e) {
      throw Refusal.invalid("Invalid record: " + e.getMessage());
    }
  }

  /** Fills in a missing {@code $type}; refuses another one. */
  static Node.Obj typed(Nsid collection, Node value) {
    if (!(value instanceof Node.Obj record)) {
      throw Refusal.invalid("A record must be an object");
    }
    Node type = record.fields().get("$type");
    if (type == null) {
      var fields = new LinkedHashMap<>(record.fields());
      fields.put("$type", new Node.Text(collection.value()));
      return new Node.Obj(fields);
    }
    if (!(type instanceof Node.Text(String name)) || !name.equals(collection.value())) {
      throw Refusal.invalid("Invalid $type: expected " + collection.value());
    }
    return record;
  }

  /** What a record of a collection that wants one per subject is about; null for others. */
  static @Nullable String subject(Nsid collection, Node.Obj record) {
    Node subject = record.fields().get("subject");
    if (SUBJECT_IS_ACCOUNT.contains(collection.value())) {
      return subject instanceof Node.Text(String did) ? did : null;
    }
    if (SUBJECT_IS_RECORD.contains(collection.value()) && subject instanceof Node.Obj reference) {
      return reference.fields().get("uri") instanceof Node.Text(String uri) ? uri : null;
    }
    return null;
  }
}
