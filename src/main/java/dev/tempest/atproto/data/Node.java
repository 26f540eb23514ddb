package dev.tempest.atproto.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of the data model. Immutable. Spec: /specs/data-model, "Data Types". */
public sealed interface Node {
  /** The only null. */
  Node NULL = new Null();

  record Null() implements Node {}

  record Bool(boolean value) implements Node {}

  record Int(long value) implements Node {}

  record Text(String value) implements Node {}

  record ByteString(Bytes value) implements Node {}

  record Link(Cid value) implements Node {}

  record Array(List<Node> items) implements Node {
    public Array {
      items = List.copyOf(items);
    }
  }

  /** Fields in the order they were read; the DAG-CBOR encoder sorts them. */
  record Obj(Map<String, Node> fields) implements Node {
    public Obj {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }
}
