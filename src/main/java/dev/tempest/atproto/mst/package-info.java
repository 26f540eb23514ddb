/**
 * The Merkle search tree: lazy nodes over a {@link dev.tempest.atproto.mst.NodeSource}, changes
 * that touch O(log n) nodes, diff and covering proofs. Spec: /specs/repository, "MST Structure".
 */
@NullMarked
package dev.tempest.atproto.mst;

import org.jspecify.annotations.NullMarked;
