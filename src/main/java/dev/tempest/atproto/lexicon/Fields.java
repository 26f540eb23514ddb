package dev.tempest.atproto.lexicon;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** One object of a document, and where it lies: {@code "defs/main/record"}. */
record Fields(Node.Obj object, String path) {
  Set<String> names() {
    return object.fields().keySet();
  }

  LexiconException wrong(String name, String problem) {
    return new LexiconException(path.isEmpty() ? name : path + '/' + name, problem);
  }

  private LexiconException missing(String name) {
    return new LexiconException(
        path.isEmpty() ? "The document" : path, "must have the field \"" + name + "\"");
  }

  Optional<String> optionalText(String name) {
    return optional(name, (field, node) -> text(node, field));
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<Long> optionalInteger(String name) {
    return optional(name, (field, node) -> integer(node, field));
  }

  long integer(String name) {
    return optionalInteger(name).orElseThrow(() -> missing(name));
  }

  Optional<Boolean> optionalFlag(String name) {
    return optional(
        name,
        (field, node) -> {
          if (node instanceof Node.Bool(boolean value)) {
            return value;
          }
          throw wrong(field, "must be a boolean");
        });
  }

  Optional<Fields> optionalObject(String name) {
    return optional(
        name,
        (field, node) -> {
          if (node instanceof Node.Obj value) {
            return new Fields(value, path.isEmpty() ? field : path + '/' + field);
          }
          throw wrong(field, "must be an object");
        });
  }

  Fields object(String name) {
    return optionalObject(name).orElseThrow(() -> missing(name));
  }

  /** The strings of an array; empty when there is none. */
  List<String> texts(String name) {
    return items(name, this::text);
  }

  List<Long> integers(String name) {
    return items(name, this::integer);
  }

  List<Fields> objects(String name) {
    return items(
        name,
        (node, place) -> {
          if (node instanceof Node.Obj value) {
            return new Fields(value, path + '/' + place);
          }
          throw wrong(place, "must be an object");
        });
  }

  void require(String name) {
    if (!names().contains(name)) {
      throw missing(name);
    }
  }

  Nsid nsid(String name) {
    try {
      return new Nsid(text(name));
    } catch (SyntaxException noNsid) {
      throw wrong(name, "must be an NSID");
    }
  }

  private <T> Optional<T> optional(String name, BiFunction<String, Node, T> reader) {
    Node node = object.fields().get(name);
    return node == null ? Optional.empty() : Optional.of(reader.apply(name, node));
  }

  private <T> List<T> items(String name, BiFunction<Node, String, T> reader) {
    Node node = object.fields().get(name);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof Node.Array(List<Node> items))) {
      throw wrong(name, "must be an array");
    }
    var read = new ArrayList<T>();
    for (int i = 0; i < items.size(); i++) {
      read.add(reader.apply(items.get(i), name + '/' + i));
    }
    return read;
  }

  private String text(Node node, String place) {
    if (node instanceof Node.Text(String value)) {
      return value;
    }
    throw wrong(place, "must be a string");
  }

  private Long integer(Node node, String place) {
    if (node instanceof Node.Int(long value)) {
      return value;
    }
    throw wrong(place, "must be an integer");
  }
}
