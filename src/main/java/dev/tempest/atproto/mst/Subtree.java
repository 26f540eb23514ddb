package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;

/** A branch of the tree: a node at hand, or one that nobody has needed yet. */
sealed interface Subtree permits MstNode, Subtree.Stored {
  Cid cid();

  record Stored(Cid cid) implements Subtree {}
}
