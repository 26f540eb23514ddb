package dev.tempest.atproto.mst;

import org.jspecify.annotations.Nullable;

/**
 * One change of a tree. Goes down one path, answers new nodes for those that changed, the same node
 * where nothing did, and notes the stored nodes that are replaced. Every step down is a layer down,
 * so that no tree, however built, sends it deeper than its root's layer.
 */
final class MstEdit {
  private final Mst tree;
  private Mst.@Nullable Replaced replaced;

  MstEdit(Mst tree, Mst.@Nullable Replaced replacedBefore) {
    this.tree = tree;
    this.replaced = replacedBefore;
  }

  Mst.@Nullable Replaced replaced() {
    return replaced;
  }

  /** The new top for a tree with {@code added}. */
  MstNode put(MstNode top, MstNode.Entry added) {
    int addedLayer = MstKey.layer(added.key());
    if (top.isNothing()) {
      replace(top);
      return MstNode.of(null, added);
    }
    int layer = tree.layer();
    if (addedLayer <= layer) {
      return put(top, layer, added, addedLayer);
    }
    Split halves = split(top, layer, added.key());
    Subtree left = halves.left();
    Subtree right = halves.right();
    for (int bridge = layer + 1; bridge < addedLayer; bridge++) {
      left = bridged(left);
      right = bridged(right);
    }
    return MstNode.of(left, added.withRight(right));
  }

  private static @Nullable Subtree bridged(@Nullable Subtree subtree) {
    return subtree == null ? null : MstNode.of(subtree);
  }

  private MstNode put(MstNode node, int layer, MstNode.Entry added, int addedLayer) {
    int index = node.indexOf(added.key());
    boolean found = node.hasKeyAt(index, added.key());
    if (addedLayer < layer) {
      requireAbsent(found, added.key());
      Subtree gap = node.before(index);
      MstNode below = gap == null ? MstNode.EMPTY : tree.open(gap);
      MstNode changed = put(below, layer - 1, added, addedLayer);
      return changed == below ? node : replace(node).withBefore(index, changed);
    }
    if (found) {
      boolean same = node.entries().get(index).value().equals(added.value());
      return same ? node : replace(node).withValue(index, added.value());
    }
    Split halves = split(node.before(index), layer - 1, added.key());
    return replace(node)
        .withBefore(index, halves.left())
        .withEntry(index, added.withRight(halves.right()));
  }

  private record Split(@Nullable Subtree left, @Nullable Subtree right) {}

  /**
   * What lies before {@code key} and what behind it, both on the layer of {@code subtree}, and null
   * for nothing. When all of it lies on one side that side is {@code subtree} itself.
   */
  private Split split(@Nullable Subtree subtree, int layer, String key) {
    if (subtree == null) {
      return new Split(null, null);
    }
    MstNode node = open(subtree, layer);
    int index = node.indexOf(key);
    requireAbsent(node.hasKeyAt(index, key), key);
    Split inner = split(node.before(index), layer - 1, key);
    if (index == 0 && inner.left() == null) {
      return new Split(null, subtree);
    }
    if (index == node.entries().size() && inner.right() == null) {
      return new Split(subtree, null);
    }
    replace(node);
    return new Split(
        something(node.head(index, inner.left())), something(node.tail(index, inner.right())));
  }

  /** The new top for a tree without {@code key}; a top without keys gives way to what is below. */
  MstNode delete(MstNode top, String key) {
    MstNode changed = delete(top, tree.layer(), key);
    if (changed == top) {
      return top;
    }
    while (changed != null && changed.entries().isEmpty()) {
      replace(changed);
      Subtree left = changed.left();
      changed = left == null ? null : tree.open(left);
    }
    return changed == null ? MstNode.EMPTY : changed;
  }

  private @Nullable MstNode delete(MstNode node, int layer, String key) {
    int index = node.indexOf(key);
    if (node.hasKeyAt(index, key)) {
      Subtree merged = merge(node.before(index), node.before(index + 1), layer - 1);
      return something(replace(node).withoutEntry(index).withBefore(index, merged));
    }
    Subtree gap = node.before(index);
    if (gap == null) {
      return node;
    }
    MstNode below = open(gap, layer - 1);
    MstNode changed = delete(below, layer - 1, key);
    return changed == below ? node : something(replace(node).withBefore(index, changed));
  }

  /** One subtree of two neighbours on the same layer. */
  private @Nullable Subtree merge(@Nullable Subtree left, @Nullable Subtree right, int layer) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    MstNode leftNode = replace(open(left, layer));
    MstNode rightNode = replace(open(right, layer));
    int seam = leftNode.entries().size();
    Subtree middle = merge(leftNode.before(seam), rightNode.left(), layer - 1);
    return leftNode.withBefore(seam, middle).followedBy(rightNode);
  }

  private MstNode open(Subtree subtree, int layer) {
    if (layer < 0) {
      throw new MstException("a node below the lowest layer: " + subtree.cid());
    }
    return tree.open(subtree);
  }

  private MstNode replace(MstNode node) {
    if (node.isStored()) {
      replaced = new Mst.Replaced(node.cid(), replaced);
    }
    return node;
  }

  /** A node that holds nothing is none. */
  private static @Nullable MstNode something(MstNode node) {
    return node.isNothing() ? null : node;
  }

  private static void requireAbsent(boolean found, String key) {
    if (found) {
      throw new MstException("key on the wrong layer: " + MstKey.shown(key));
    }
  }
}
