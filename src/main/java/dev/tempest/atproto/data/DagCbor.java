package dev.tempest.atproto.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DAG-CBOR as whole {@link Node} trees. What decodes is canonical: encoding it again gives the same
 * bytes.
 */
public final class DagCbor {
  private DagCbor() {}

  public static byte[] encode(Node node) {
    var writer = new CborWriter();
    write(node, writer);
    return writer.toByteArray();
  }

  public static Node decode(byte[] source) {
    return decode(source, Limits.BLOCK);
  }

  /** Decodes the one item that {@code source} holds. */
  public static Node decode(byte[] source, Limits limits) {
    var reader = new CborReader(source, 0, source.length, limits);
    Node node = read(reader);
    reader.requireEnd();
    return node;
  }

  /** Reads the next item; more may follow, as the payload follows the header in a frame. */
  public static Node read(CborReader reader) {
    return switch (reader.peek()) {
      case INTEGER -> new Node.Int(reader.integer());
      case BYTES -> new Node.ByteString(reader.bytes());
      case TEXT -> new Node.Text(reader.text());
      case ARRAY -> array(reader);
      case MAP -> object(reader);
      case LINK -> new Node.Link(reader.link());
      case BOOL -> new Node.Bool(reader.bool());
      case NULL -> nil(reader);
    };
  }

  /** Appends {@code node}, the fields of objects in canonical order. */
  public static void write(Node node, CborWriter writer) {
    switch (node) {
      case Node.Null _ -> writer.nil();
      case Node.Bool(boolean value) -> writer.bool(value);
      case Node.Int(long value) -> writer.integer(value);
      case Node.Text(String value) -> writer.text(value);
      case Node.ByteString(Bytes value) -> writer.bytes(value);
      case Node.Link(Cid value) -> writer.link(value);
      case Node.Array(List<Node> items) -> {
        writer.array(items.size());
        items.forEach(item -> write(item, writer));
      }
      case Node.Obj(Map<String, Node> fields) -> {
        writer.map(fields.size());
        for (var field : sorted(fields)) {
          writer.text(field.getKey());
          write(field.getValue(), writer);
        }
      }
    }
  }

  private static Node nil(CborReader reader) {
    reader.tryNil();
    return Node.NULL;
  }

  private static Node array(CborReader reader) {
    int length = reader.array();
    var items = new Node[length];
    for (int i = 0; i < length; i++) {
      items[i] = read(reader);
    }
    return new Node.Array(List.of(items));
  }

  private static Node object(CborReader reader) {
    int length = reader.map();
    var fields = LinkedHashMap.<String, Node>newLinkedHashMap(length);
    for (int i = 0; i < length; i++) {
      fields.put(reader.key(), read(reader));
    }
    return new Node.Obj(fields);
  }

  private static Iterable<Map.Entry<String, Node>> sorted(Map<String, Node> fields) {
    if (isSorted(fields)) {
      return fields.entrySet(); // as it is for everything that came from DAG-CBOR
    }
    var entries = new ArrayList<>(fields.entrySet());
    entries.sort(Map.Entry.comparingByKey(Utf8::compareKeys));
    return entries;
  }

  private static boolean isSorted(Map<String, Node> fields) {
    String last = null;
    for (String key : fields.keySet()) {
      if (last != null && Utf8.compareKeys(last, key) > 0) {
        return false;
      }
      last = key;
    }
    return true;
  }
}
