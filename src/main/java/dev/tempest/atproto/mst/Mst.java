package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree in the making: starts at a stored root, takes changes, and then tells its new root, the
 * nodes to store and the stored nodes that are no longer part of it. Each change reads and replaces
 * the nodes on one path; hashing waits until the end. Not thread safe; useless after an exception.
 */
public final class Mst {
  /** More layers than a 256-bit digest can make. */
  static final int MOST_LAYERS = 128;

  private final NodeSource source;
  private final Set<Cid> replaced = new HashSet<>();
  private MstNode root;

  private Mst(NodeSource source, MstNode root) {
    this.source = source;
    this.root = root;
  }

  public static Mst empty(NodeSource source) {
    return new Mst(source, MstNode.EMPTY);
  }

  public static Mst load(Cid root, NodeSource source) {
    return new Mst(source, source.load(root));
  }

  public Cid rootCid() {
    return root.cid();
  }

  MstNode root() {
    return root;
  }

  public @Nullable Cid get(String key) {
    Subtree at = root;
    for (int depth = 0; at != null && depth < MOST_LAYERS; depth++) {
      MstNode node = node(at);
      int index = node.indexOf(key);
      if (node.hasKeyAt(index, key)) {
        return node.entries().get(index).value();
      }
      at = node.before(index);
    }
    return null;
  }

  /** Adds {@code key} or replaces its value. */
  public void put(String key, Cid value) {
    MstKey.require(key);
    int keyLayer = MstKey.layer(key);
    MstNode top = root;
    if (top.isNothing()) {
      replaces(top);
      root = new MstNode(null, List.of(new MstNode.Entry(key, value, null)));
      return;
    }
    int layer = layer(top);
    if (keyLayer <= layer) {
      root = put(top, layer, keyLayer, new MstNode.Entry(key, value, null));
      return;
    }
    Split split = split(top, key);
    Subtree left = split.left();
    Subtree right = split.right();
    for (int above = layer + 1; above < keyLayer; above++) {
      left = lifted(left);
      right = lifted(right);
    }
    root = new MstNode(left, List.of(new MstNode.Entry(key, value, right)));
  }

  private static @Nullable Subtree lifted(@Nullable Subtree subtree) {
    return subtree == null ? null : new MstNode(subtree, List.of());
  }

  private MstNode put(MstNode node, int layer, int keyLayer, MstNode.Entry added) {
    int index = node.indexOf(added.key());
    if (keyLayer < layer) {
      Subtree gap = node.before(index);
      MstNode below = gap == null ? MstNode.EMPTY : node(gap);
      MstNode changed = put(below, layer - 1, keyLayer, added);
      replaces(node);
      return node.withBefore(index, changed);
    }
    replaces(node);
    var entries = new ArrayList<>(node.entries());
    if (node.hasKeyAt(index, added.key())) {
      entries.set(index, new MstNode.Entry(added.key(), added.value(), entries.get(index).right()));
      return new MstNode(node.left(), entries);
    }
    Split split = split(node.before(index), added.key());
    entries.add(index, added.withRight(split.right()));
    if (index == 0) {
      return new MstNode(split.left(), entries);
    }
    entries.set(index - 1, entries.get(index - 1).withRight(split.left()));
    return new MstNode(node.left(), entries);
  }

  private record Split(@Nullable Subtree left, @Nullable Subtree right) {}

  /** What lies before {@code key} and what behind it, both on the layer of {@code subtree}. */
  private Split split(@Nullable Subtree subtree, String key) {
    if (subtree == null) {
      return new Split(null, null);
    }
    MstNode node = node(subtree);
    int index = node.indexOf(key);
    Split inner = split(node.before(index), key);
    if (index == 0 && inner.left() == null && isSame(inner.right(), node.before(0))) {
      return new Split(null, node);
    }
    boolean atEnd = index == node.entries().size();
    if (atEnd && inner.right() == null && isSame(inner.left(), node.before(index))) {
      return new Split(node, null);
    }
    replaces(node);
    var before = new ArrayList<>(node.entries().subList(0, index));
    var behind = List.copyOf(node.entries().subList(index, node.entries().size()));
    Subtree first = node.left();
    if (index == 0) {
      first = inner.left();
    } else {
      before.set(index - 1, before.get(index - 1).withRight(inner.left()));
    }
    return new Split(
        something(new MstNode(first, before)), something(new MstNode(inner.right(), behind)));
  }

  /** Whether splitting left {@code before} whole; asks no changed node for its hash. */
  private static boolean isSame(@Nullable Subtree after, @Nullable Subtree before) {
    return Objects.equals(after, before)
        || (after instanceof MstNode node
            && node.isStored()
            && before != null
            && node.cid().equals(before.cid()));
  }

  private static @Nullable MstNode something(MstNode node) {
    return node.isNothing() ? null : node;
  }

  /** Removes {@code key}; false when it is not there. */
  public boolean delete(String key) {
    if (get(key) == null) {
      return false;
    }
    Subtree top = delete(root, key);
    while (top != null && node(top).entries().isEmpty()) {
      MstNode hollow = node(top);
      replaces(hollow);
      top = hollow.left();
    }
    root = top == null ? MstNode.EMPTY : node(top);
    return true;
  }

  private @Nullable MstNode delete(MstNode node, String key) {
    int index = node.indexOf(key);
    replaces(node);
    if (!node.hasKeyAt(index, key)) {
      Subtree gap = node.before(index);
      if (gap == null) {
        throw new MstException("no such key: " + key);
      }
      return something(node.withBefore(index, delete(node(gap), key)));
    }
    Subtree merged = merge(node.before(index), node.entries().get(index).right());
    var entries = new ArrayList<>(node.entries());
    entries.remove(index);
    return something(new MstNode(node.left(), entries).withBefore(index, merged));
  }

  /** One subtree of two neighbours on the same layer. */
  private @Nullable Subtree merge(@Nullable Subtree left, @Nullable Subtree right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    MstNode leftNode = node(left);
    MstNode rightNode = node(right);
    replaces(leftNode);
    replaces(rightNode);
    int seam = leftNode.entries().size();
    Subtree middle = merge(leftNode.before(seam), rightNode.left());
    MstNode joined = leftNode.withBefore(seam, middle);
    var entries = new ArrayList<>(joined.entries());
    entries.addAll(rightNode.entries());
    return new MstNode(joined.left(), entries);
  }

  private void replaces(MstNode node) {
    if (node.isStored()) {
      replaced.add(node.cid());
    }
  }

  /** The node itself, read when nobody has yet. */
  MstNode node(Subtree subtree) {
    return switch (subtree) {
      case MstNode node -> node;
      case Subtree.Stored(Cid cid) -> source.load(cid);
    };
  }

  /** The layer of {@code node}: its keys tell, or the layers below it. */
  int layer(MstNode node) {
    MstNode at = node;
    for (int above = 0; above < MOST_LAYERS; above++) {
      if (!at.entries().isEmpty()) {
        return MstKey.layer(at.entries().getFirst().key()) + above;
      }
      Subtree left = at.left();
      if (left == null) {
        return above;
      }
      at = node(left);
    }
    throw new MstException("more layers than a tree can have");
  }

  /** Nodes to store and nodes to forget, so that the store holds this tree and nothing else. */
  public record Changes(Map<Cid, Bytes> added, Set<Cid> removed) {}

  /** What all changes so far come to. A node that left and came back is in neither. */
  public Changes changes() {
    var added = new LinkedHashMap<Cid, Bytes>();
    collectFresh(root, added);
    var removed = new HashSet<>(replaced);
    removed.removeAll(added.keySet());
    replaced.forEach(added::remove);
    return new Changes(added, removed);
  }

  private static void collectFresh(MstNode node, Map<Cid, Bytes> added) {
    if (node.isStored()) {
      return;
    }
    added.put(node.cid(), node.encoded());
    if (node.left() instanceof MstNode left) {
      collectFresh(left, added);
    }
    for (var entry : node.entries()) {
      if (entry.right() instanceof MstNode right) {
        collectFresh(right, added);
      }
    }
  }
}
