package dev.tempest.atproto.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A record's reference to a blob. Spec: /specs/data-model, "blob Type". */
public record BlobRef(Cid cid, String mimeType, long size) {
  private static final String TYPE = "blob";

  /** Reads {@code {$type: blob, ref, mimeType, size}}; refuses other shapes. */
  public static BlobRef of(Node node) {
    if (node instanceof Node.Obj(var fields)
        && isBlob(fields)
        && fields.get("ref") instanceof Node.Link(Cid cid)
        && fields.get("mimeType") instanceof Node.Text(String mimeType)
        && fields.get("size") instanceof Node.Int(long size)
        && !mimeType.isEmpty()
        && size >= 0) {
      return new BlobRef(cid, mimeType, size);
    }
    throw new DecodeException("not a blob reference", 0);
  }

  /** All references in {@code record}; refuses the form of before {@code $type: blob}. */
  public static List<BlobRef> findAll(Node record) {
    var found = new ArrayList<BlobRef>();
    collect(record, found);
    return found;
  }

  private static void collect(Node node, List<BlobRef> found) {
    switch (node) {
      case Node.Array(var items) -> items.forEach(item -> collect(item, found));
      case Node.Obj(var fields) when isBlob(fields) -> found.add(of(node));
      case Node.Obj(var fields) when isLegacyBlob(fields) ->
          throw new DecodeException("legacy blob references are not accepted", 0);
      case Node.Obj(var fields) -> fields.values().forEach(value -> collect(value, found));
      default -> {}
    }
  }

  static boolean isBlob(Map<String, Node> fields) {
    return fields.get("$type") instanceof Node.Text(String type) && type.equals(TYPE);
  }

  private static boolean isLegacyBlob(Map<String, Node> fields) {
    return fields.size() == 2
        && fields.get("cid") instanceof Node.Text(String cid)
        && fields.get("mimeType") instanceof Node.Text
        && cid.startsWith("baf");
  }

  public Node.Obj toNode() {
    return new Node.Obj(
        Map.of(
            "$type", new Node.Text(TYPE),
            "ref", new Node.Link(cid),
            "mimeType", new Node.Text(mimeType),
            "size", new Node.Int(size)));
  }
}
