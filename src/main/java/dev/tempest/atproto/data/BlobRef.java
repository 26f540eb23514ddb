package dev.tempest.atproto.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A record's reference to a blob: {@code {"$type": "blob", "ref": link, "mimeType", "size"}}. Spec:
 * /specs/data-model, "Blob Type".
 *
 * @param cid of codec raw
 * @param mimeType not empty
 * @param size in bytes
 */
public record BlobRef(Cid cid, String mimeType, long size) {
  private static final String BLOB = "blob";
  private static final Set<String> LEGACY = Set.of("cid", "mimeType");

  /**
   * The references in {@code record}, each once. Legacy references are none: they name no size, and
   * only records of before 2023 have them.
   *
   * @throws DecodeException when an object claims to be a blob and has another shape
   */
  public static List<BlobRef> findAll(Node record) {
    var found = new LinkedHashSet<BlobRef>();
    collect(record, found);
    return List.copyOf(found);
  }

  /**
   * The blobs that {@code record} refers to in any form, each once: also by references as of before
   * 2023. For records that were signed elsewhere, so that what looks like a reference and is none
   * is passed over.
   */
  public static Set<Cid> findCids(Node record) {
    var found = new LinkedHashSet<Cid>();
    collectCids(record, found);
    return found;
  }

  private static void collectCids(Node node, Set<Cid> found) {
    switch (node) {
      case Node.Array(var items) -> items.forEach(item -> collectCids(item, found));
      case Node.Obj(var fields)
          when isBlob(fields)
              && fields.get("ref") instanceof Node.Link(var cid)
              && cid.codec() == Cid.Codec.RAW ->
          found.add(cid);
      case Node.Obj(var fields)
          when isLegacy(fields) && fields.get("cid") instanceof Node.Text(var text) ->
          Cid.tryParse(text).filter(cid -> cid.codec() == Cid.Codec.RAW).ifPresent(found::add);
      case Node.Obj(var fields) -> fields.values().forEach(value -> collectCids(value, found));
      case Node.Null _, Node.Bool _, Node.Int _, Node.Text _, Node.ByteString _, Node.Link _ -> {}
    }
  }

  /**
   * Reads one reference.
   *
   * @throws DecodeException when the node has another shape
   */
  public static BlobRef of(Node node) {
    if (!(node instanceof Node.Obj(var fields)) || !isBlob(fields)) {
      throw new DecodeException("not a blob", 0);
    }
    return read(fields, 0);
  }

  public Node.Obj toNode() {
    var fields = new LinkedHashMap<String, Node>();
    fields.put(DagJson.TYPE, new Node.Text(BLOB));
    fields.put("ref", new Node.Link(cid));
    fields.put("mimeType", new Node.Text(mimeType));
    fields.put("size", new Node.Int(size));
    return new Node.Obj(fields);
  }

  /** Whether an object claims to be a blob. */
  static boolean isBlob(Map<String, Node> fields) {
    return fields.get(DagJson.TYPE) instanceof Node.Text(var type) && type.equals(BLOB);
  }

  /** Reads an object that claims to be a blob and starts at {@code offset}. */
  static BlobRef read(Map<String, Node> blob, long offset) {
    if (!(blob.get("ref") instanceof Node.Link(var cid)) || cid.codec() != Cid.Codec.RAW) {
      throw new DecodeException("blob without a \"ref\" that links to raw bytes", offset);
    }
    if (!(blob.get("mimeType") instanceof Node.Text(var mimeType)) || mimeType.isEmpty()) {
      throw new DecodeException("blob without a \"mimeType\"", offset);
    }
    if (!(blob.get("size") instanceof Node.Int(var size)) || size < 0) {
      throw new DecodeException("blob without a \"size\"", offset);
    }
    return new BlobRef(cid, mimeType, size);
  }

  /** Whether an object is a reference as of before 2023, which no new record may hold. */
  static boolean isLegacy(Map<String, Node> fields) {
    return fields.size() == LEGACY.size()
        && fields.keySet().equals(LEGACY)
        && fields.values().stream().allMatch(Node.Text.class::isInstance);
  }

  private static void collect(Node node, Set<BlobRef> found) {
    switch (node) {
      case Node.Array(var items) -> items.forEach(item -> collect(item, found));
      case Node.Obj(var fields) when isBlob(fields) -> found.add(read(fields, 0));
      case Node.Obj(var fields) -> fields.values().forEach(value -> collect(value, found));
      case Node.Null _, Node.Bool _, Node.Int _, Node.Text _, Node.ByteString _, Node.Link _ -> {}
    }
  }
}
