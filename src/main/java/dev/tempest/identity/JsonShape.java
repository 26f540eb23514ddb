package dev.tempest.identity;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads values of an expected shape; anything else is a {@link DecodeException}. */
final class JsonShape {
  private JsonShape() {}

  static Node parse(Bytes utf8) {
    return DagJson.parse(new String(utf8.unwrap(), StandardCharsets.UTF_8));
  }

  static Node.Obj object(Node node, String what) {
    if (node instanceof Node.Obj object) {
      return object;
    }
    throw wrong(what, "an object");
  }

  static Node field(Node.Obj object, String name) {
    var value = object.fields().get(name);
    if (value == null) {
      throw new DecodeException(name + " is missing", 0);
    }
    return value;
  }

  static String text(Node node, String what) {
    if (node instanceof Node.Text(String value)) {
      return value;
    }
    throw wrong(what, "a string");
  }

  static String text(Node.Obj object, String name) {
    return text(field(object, name), name);
  }

  static List<String> texts(Node.Obj object, String name) {
    if (field(object, name) instanceof Node.Array(List<Node> items)) {
      return items.stream().map(item -> text(item, name)).toList();
    }
    throw wrong(name, "an array");
  }

  static <T> Map<String, T> map(Node.Obj object, Function<Node, T> value) {
    var entries = new LinkedHashMap<String, T>();
    object.fields().forEach((key, node) -> entries.put(key, value.apply(node)));
    return entries;
  }

  private static DecodeException wrong(String what, String expected) {
    return new DecodeException(what + " is not " + expected, 0);
  }
}
