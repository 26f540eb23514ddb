package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Visits a tree in key order, checking on the way that it is one. Memory: one path. */
public final class MstWalk {
  private final Mst tree;
  private final @Nullable String from;
  private final Visitor visitor;
  private String lastKey = "";

  /** What is met. */
  public interface Visitor {
    /** A node, before everything in it. */
    default void node(MstNode node) {}

    /** False ends the walk. */
    boolean leaf(String key, Cid value);
  }

  private MstWalk(Mst tree, @Nullable String from, Visitor visitor) {
    this.tree = tree;
    this.from = from;
    this.visitor = visitor;
  }

  /** Visits all keys not below {@code from}. Fails on keys out of order or on the wrong layer. */
  public static void from(Mst tree, @Nullable String from, Visitor visitor) {
    new MstWalk(tree, from, visitor).visit(tree.top(), tree.layer());
  }

  /** Visits all of the tree, which must be whole and in canonical form. */
  public static void all(Mst tree, Consumer<MstNode> nodes, LeafConsumer leaves) {
    MstNode root = tree.top();
    if (root.entries().isEmpty() && root.left() != null) {
      throw new MstException("the root holds no key");
    }
    from(
        tree,
        null,
        new Visitor() {
          @Override
          public void node(MstNode node) {
            nodes.accept(node);
          }

          @Override
          public boolean leaf(String key, Cid value) {
            leaves.accept(key, value);
            return true;
          }
        });
  }

  /** Takes a key and its value. */
  @FunctionalInterface
  public interface LeafConsumer {
    void accept(String key, Cid value);
  }

  private boolean visit(MstNode node, int layer) {
    visitor.node(node);
    int start = from == null ? 0 : node.indexOf(from);
    if (!visitBelow(node.before(start), layer)) {
      return false;
    }
    for (int i = start; i < node.entries().size(); i++) {
      var entry = node.entries().get(i);
      requirePlace(entry.key(), layer);
      if (!visitor.leaf(entry.key(), entry.value()) || !visitBelow(entry.right(), layer)) {
        return false;
      }
    }
    return true;
  }

  private boolean visitBelow(@Nullable Subtree subtree, int layer) {
    if (subtree == null) {
      return true;
    }
    if (layer == 0) {
      throw new MstException("a node below the lowest layer: " + subtree.cid());
    }
    MstNode node = tree.read(subtree);
    if (node.isNothing()) {
      throw new MstException("an empty node inside the tree: " + subtree.cid());
    }
    return visit(node, layer - 1);
  }

  private void requirePlace(String key, int layer) {
    MstKey.require(key);
    if (key.compareTo(lastKey) <= 0) {
      throw new MstException("key out of order: " + MstKey.shown(key));
    }
    if (MstKey.layer(key) != layer) {
      throw new MstException("key on the wrong layer: " + MstKey.shown(key));
    }
    lastKey = key;
  }
}
