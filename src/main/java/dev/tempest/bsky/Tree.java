package dev.tempest.bsky;

import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading trees whose shape nobody promises: what is absent or of another kind is empty. */
final class Tree {
  private Tree() {}

  static Optional<Node> at(Node tree, String... path) {
    Node node = tree;
    for (String name : path) {
      Node next = node instanceof Node.Obj(var fields) ? fields.get(name) : null;
      if (next == null) {
        return Optional.empty();
      }
      node = next;
    }
    return Optional.of(node);
  }

  static Optional<String> text(Node tree, String... path) {
    return at(tree, path)
        .filter(Node.Text.class::isInstance)
        .map(node -> ((Node.Text) node).value());
  }

  static boolean hasText(Node tree, String expected, String... path) {
    return text(tree, path).filter(expected::equals).isPresent();
  }

  static Optional<Node.Obj> object(Node tree, String... path) {
    return at(tree, path).filter(Node.Obj.class::isInstance).map(Node.Obj.class::cast);
  }

  static List<Node> items(Node tree, String... path) {
    return at(tree, path)
        .filter(Node.Array.class::isInstance)
        .map(node -> ((Node.Array) node).items())
        .orElse(List.of());
  }

  /** The CID of the blob that is referred to there. */
  static Optional<String> blob(Node tree, String... path) {
    return at(tree, path)
        .flatMap(
            node -> {
              try {
                return Optional.of(BlobRef.of(node).cid().toString());
              } catch (DecodeException noBlob) {
                return Optional.empty();
              }
            });
  }

  /** {@code object} with one field set, or removed when {@code value} is empty. */
  static Node.Obj with(Node.Obj object, String name, Optional<? extends Node> value) {
    var fields = new LinkedHashMap<>(object.fields());
    value.ifPresentOrElse(node -> fields.put(name, node), () -> fields.remove(name));
    return new Node.Obj(fields);
  }

  static Node.Obj with(Node.Obj object, String name, Node value) {
    return with(object, name, Optional.of(value));
  }

  static Optional<Node> node(Optional<String> text) {
    return text.map(Node.Text::new);
  }

  /** An object that begins with its type. */
  static Node.Obj typed(String type) {
    return new Node.Obj(Map.of("$type", new Node.Text(type)));
  }
}
