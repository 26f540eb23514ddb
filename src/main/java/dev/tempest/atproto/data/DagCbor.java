package dev.tempest.atproto.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Node}s as canonical DAG-CBOR (DRISL). Spec: /specs/data-model, "Data Model to CBOR". */
public final class DagCbor {
  private DagCbor() {}

  public static byte[] encode(Node node) {
    var writer = new CborWriter();
    write(node, writer, Limits.DEFAULT.depth());
    return writer.toByteArray();
  }

  private static void write(Node node, CborWriter writer, int depthLeft) {
    if (depthLeft < 0) {
      throw new DecodeException("nested too deeply", writer.size());
    }
    switch (node) {
      case Node.Null _ -> writer.nil();
      case Node.Bool(boolean value) -> writer.bool(value);
      case Node.Int(long value) -> writer.integer(value);
      case Node.Text(String value) -> writer.text(value);
      case Node.ByteString(Bytes value) -> writer.bytes(value);
      case Node.Link(Cid value) -> writer.link(value);
      case Node.Array(var items) -> {
        writer.array(items.size());
        items.forEach(item -> write(item, writer, depthLeft - 1));
      }
      case Node.Obj(var fields) -> {
        writer.map(fields.size());
        fields.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(CborReader::compareKeys))
            .forEach(
                field -> {
                  writer.text(field.getKey());
                  write(field.getValue(), writer, depthLeft - 1);
                });
      }
    }
  }

  /** Reads exactly one value. */
  public static Node decode(byte[] source) {
    return decode(source, Limits.DEFAULT);
  }

  public static Node decode(byte[] source, Limits limits) {
    var reader = new CborReader(source, 0, source.length, limits);
    Node node = read(reader, limits);
    reader.requireEnd();
    return node;
  }

  /** Reads the next value of several in a row. */
  public static Node read(CborReader reader, Limits limits) {
    return read(reader, limits.depth());
  }

  private static Node read(CborReader reader, int depthLeft) {
    return switch (reader.peek()) {
      case NULL -> {
        reader.tryNil();
        yield Node.NULL;
      }
      case BOOL -> new Node.Bool(reader.bool());
      case INTEGER -> new Node.Int(reader.integer());
      case TEXT -> new Node.Text(reader.text());
      case BYTES -> new Node.ByteString(reader.bytes());
      case LINK -> new Node.Link(reader.link());
      case ARRAY -> array(reader, depthLeft);
      case MAP -> map(reader, depthLeft);
    };
  }

  private static Node array(CborReader reader, int depthLeft) {
    requireDepth(reader, depthLeft);
    int count = reader.array();
    var items = new ArrayList<Node>();
    for (int i = 0; i < count; i++) {
      items.add(read(reader, depthLeft - 1));
    }
    return new Node.Array(items);
  }

  private static Node map(CborReader reader, int depthLeft) {
    requireDepth(reader, depthLeft);
    int count = reader.map();
    var fields = new LinkedHashMap<String, Node>();
    @Nullable String key = null;
    for (int i = 0; i < count; i++) {
      key = reader.key(key);
      fields.put(key, read(reader, depthLeft - 1));
    }
    return new Node.Obj(fields);
  }

  private static void requireDepth(CborReader reader, int depthLeft) {
    if (depthLeft <= 0) {
      throw new DecodeException("nested too deeply", reader.offset());
    }
  }
}
