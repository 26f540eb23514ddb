package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The nodes that prove what a tree says of some keys. Spec: /specs/sync, "Commit Validation". */
public final class MstProof {
  private final Mst tree;
  private final Map<Cid, Bytes> nodes = new LinkedHashMap<>();

  private MstProof(Mst tree) {
    this.tree = tree;
  }

  /** The path to {@code key}: proves its value, or that it is not there. */
  public static Map<Cid, Bytes> ofKey(Mst tree, String key) {
    var proof = new MstProof(tree);
    proof.addPath(key);
    return proof.nodes;
  }

  /**
   * What a reader needs to undo the changes of {@code keys} in this tree: the paths to the keys and
   * to their neighbours on both sides. The root is among them even without changes.
   */
  public static Map<Cid, Bytes> covering(Mst tree, Iterable<String> keys) {
    var proof = new MstProof(tree);
    proof.add(tree.top());
    for (String key : keys) {
      proof.addNeighbours(proof.addPath(key), key);
    }
    return proof.nodes;
  }

  /** Returns the node that holds {@code key}, or null. */
  private @Nullable MstNode addPath(String key) {
    MstNode node = tree.top();
    for (int depth = 0; depth <= MstKey.MOST_LAYERS; depth++) {
      add(node);
      int index = node.indexOf(key);
      if (node.hasKeyAt(index, key)) {
        return node;
      }
      Subtree below = node.before(index);
      if (below == null) {
        return null;
      }
      node = tree.open(below);
    }
    throw MstException.tooDeep();
  }

  // an absent key has its neighbours on its path already
  private void addNeighbours(@Nullable MstNode holder, String key) {
    if (holder != null) {
      int index = holder.indexOf(key);
      addEdge(holder.before(index), MstNode::last);
      addEdge(holder.before(index + 1), MstNode::left);
    }
  }

  private void addEdge(@Nullable Subtree top, Function<MstNode, @Nullable Subtree> next) {
    Subtree at = top;
    for (int depth = 0; at != null; depth++) {
      if (depth > MstKey.MOST_LAYERS) {
        throw MstException.tooDeep();
      }
      MstNode node = tree.open(at);
      add(node);
      at = next.apply(node);
    }
  }

  private void add(MstNode node) {
    nodes.putIfAbsent(node.cid(), node.encoded());
  }
}
