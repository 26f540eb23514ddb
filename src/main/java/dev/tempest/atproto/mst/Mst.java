package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tree as it was loaded, or as changes made it. Persistent: a change answers a new tree that
 * shares all nodes but those on one path, and nothing is encoded or hashed before somebody asks for
 * a root or for {@link #changes}. Remembers the nodes that it opened, so it is for one transaction
 * and one thread.
 */
public final class Mst {
  private final OpenedNodes nodes;
  private final MstNode top;
  private final @Nullable Replaced replaced;

  /** The stored nodes that changes since {@link #load} replaced, newest first. */
  record Replaced(Cid cid, @Nullable Replaced older) {}

  private Mst(OpenedNodes nodes, MstNode top, @Nullable Replaced replaced) {
    this.nodes = nodes;
    this.top = top;
    this.replaced = replaced;
  }

  /** The tree without keys, not stored anywhere yet. */
  public static Mst empty() {
    return new Mst(new OpenedNodes(cid -> null), MstNode.EMPTY, null);
  }

  /** The tree that {@code source} holds under {@code root}; reads only its first node. */
  public static Mst load(Cid root, NodeSource source) {
    return new Mst(new OpenedNodes(source), source.load(root), null);
  }

  /** The CID of the root node. */
  public Cid root() {
    return top.cid();
  }

  MstNode top() {
    return top;
  }

  public @Nullable Cid get(String key) {
    MstNode node = top;
    for (int depth = 0; depth <= MstKey.MOST_LAYERS; depth++) {
      int index = node.indexOf(key);
      if (node.hasKeyAt(index, key)) {
        return node.entries().get(index).value();
      }
      Subtree gap = node.before(index);
      if (gap == null) {
        return null;
      }
      node = open(gap);
    }
    throw MstException.tooDeep();
  }

  /** The tree with {@code key} at {@code value}, whether it was there or not. */
  public Mst put(String key, Cid value) {
    MstKey.require(key);
    var edit = new MstEdit(this, replaced);
    return with(edit.put(top, new MstNode.Entry(key, value, null)), edit);
  }

  /** The tree without {@code key}; this one when it was not there. */
  public Mst delete(String key) {
    var edit = new MstEdit(this, replaced);
    return with(edit.delete(top, key), edit);
  }

  private Mst with(MstNode changed, MstEdit edit) {
    return changed == top ? this : new Mst(nodes, changed, edit.replaced());
  }

  /** The node of {@code subtree}, kept for later when it had to be read. */
  MstNode open(Subtree subtree) {
    return switch (subtree) {
      case MstNode node -> node;
      case Subtree.Stored(Cid cid) -> nodes.load(cid);
    };
  }

  /** Like {@link #open} but kept by nobody: for readers of whole trees. */
  MstNode read(Subtree subtree) {
    return switch (subtree) {
      case MstNode node -> node;
      case Subtree.Stored(Cid cid) -> nodes.source.load(cid);
    };
  }

  /** The layer of the top node: its keys tell, or the layers below it. */
  int layer() {
    MstNode at = top;
    for (int above = 0; above < MstKey.MOST_LAYERS; above++) {
      if (!at.entries().isEmpty()) {
        return MstKey.layer(at.entries().getFirst().key()) + above;
      }
      Subtree left = at.left();
      if (left == null) {
        return above;
      }
      at = open(left);
    }
    throw MstException.tooDeep();
  }

  /**
   * Nodes to store and nodes to forget, so that the store holds this tree and nothing else. The
   * added ones are encoded and refer to each other by CID only: fit for a cache of decoded nodes.
   */
  public record Changes(Map<Cid, MstNode> added, Set<Cid> removed) {}

  /**
   * What all changes since {@link #load} come to: known from the changed paths, without comparing
   * trees. A node that left and came back is in neither set.
   */
  public Changes changes() {
    var added = new LinkedHashMap<Cid, MstNode>();
    collectFresh(top, added);
    var removed = new HashSet<Cid>();
    for (var node = replaced; node != null; node = node.older()) {
      removed.add(node.cid());
    }
    // what is in both was stored before and still is part of the tree
    removed.removeIf(cid -> added.remove(cid) != null);
    return new Changes(added, removed);
  }

  private static void collectFresh(MstNode node, Map<Cid, MstNode> added) {
    if (node.isStored()) {
      return;
    }
    added.put(node.cid(), node.asStored());
    if (node.left() instanceof MstNode left) {
      collectFresh(left, added);
    }
    for (var entry : node.entries()) {
      if (entry.right() instanceof MstNode right) {
        collectFresh(right, added);
      }
    }
  }

  /** What a tree and its descendants have read: a path or a few, each node once. */
  private static final class OpenedNodes implements NodeSource {
    private final NodeSource source;
    private final Map<Cid, MstNode> opened = new HashMap<>();

    OpenedNodes(NodeSource source) {
      this.source = source;
    }

    @Override
    public @Nullable Bytes find(Cid cid) {
      return source.find(cid);
    }

    @Override
    public MstNode load(Cid cid) {
      MstNode node = opened.get(cid);
      if (node == null) {
        node = source.load(cid);
        opened.put(cid, node);
      }
      return node;
    }
  }
}
