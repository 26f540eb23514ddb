package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What differs between two trees. {@code added} and {@code removed} are nodes; leaves are keys with
 * their values before and after. Reads only what differs.
 */
public record MstDiff(
    Map<Cid, MstNode> added, Map<Cid, MstNode> removed, SortedMap<String, Leaf> leaves) {

  /** A key's value in each tree. */
  public sealed interface Leaf {
    record Added(Cid now) implements Leaf {}

    record Updated(Cid before, Cid now) implements Leaf {}

    record Removed(Cid before) implements Leaf {}
  }

  public static MstDiff of(Mst before, Mst now) {
    var left = new Side(before);
    var right = new Side(now);
    // Equal nodes stand on equal layers: going down both trees by layers, what both have is
    // skipped.
    for (int layer = Math.max(left.layer, right.layer); layer >= 0; layer--) {
      var leftNodes = left.at(layer);
      var rightNodes = right.at(layer);
      leftNodes.forEach((cid, subtree) -> left.openUnless(rightNodes.containsKey(cid), subtree));
      rightNodes.forEach((cid, subtree) -> right.openUnless(leftNodes.containsKey(cid), subtree));
    }
    left.requireEnd();
    right.requireEnd();
    return new MstDiff(right.opened, left.opened, compare(left.leaves, right.leaves));
  }

  private static SortedMap<String, Leaf> compare(Map<String, Cid> before, Map<String, Cid> now) {
    var leaves = new TreeMap<String, Leaf>();
    before.forEach(
        (key, value) -> {
          Cid current = now.get(key);
          if (current == null) {
            leaves.put(key, new Leaf.Removed(value));
          } else if (!current.equals(value)) {
            leaves.put(key, new Leaf.Updated(value, current));
          }
        });
    now.forEach(
        (key, value) -> {
          if (!before.containsKey(key)) {
            leaves.put(key, new Leaf.Added(value));
          }
        });
    return leaves;
  }

  /** One tree, opened layer by layer. */
  private static final class Side {
    final Map<Cid, MstNode> opened = new LinkedHashMap<>();
    final Map<String, Cid> leaves = new HashMap<>();
    final int layer;
    private final Mst tree;
    private Map<Cid, Subtree> below = new LinkedHashMap<>();

    Side(Mst tree) {
      this.tree = tree;
      this.layer = tree.layer();
    }

    /** The nodes of {@code at} that were met in those above. */
    Map<Cid, Subtree> at(int at) {
      if (at == layer) {
        return Map.of(tree.root(), tree.top());
      }
      var nodes = below;
      below = new LinkedHashMap<>();
      return nodes;
    }

    void requireEnd() {
      if (!below.isEmpty()) {
        throw MstException.tooDeep();
      }
    }

    void openUnless(boolean shared, Subtree subtree) {
      if (shared) {
        return;
      }
      MstNode node = tree.read(subtree);
      opened.put(node.cid(), node);
      if (node.left() != null) {
        below.put(node.left().cid(), node.left());
      }
      for (var entry : node.entries()) {
        leaves.put(entry.key(), entry.value());
        if (entry.right() != null) {
          below.put(entry.right().cid(), entry.right());
        }
      }
    }
  }
}
