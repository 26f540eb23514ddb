/**
 * The Merkle search tree: a sorted map from record paths to CIDs whose shape, and so whose root
 * hash, depends on its content alone. Spec: /specs/repository, "MST Structure".
 *
 * <p>Terms. A key's <em>layer</em> is decided by its own hash; a node holds the keys of one layer
 * between two higher keys. A <em>subtree</em> is the node between two neighbouring entries, one
 * layer below. A node without keys is legal only as a bridge to a lower layer.
 *
 * <p>Tricky bits:
 *
 * <ul>
 *   <li>Adding a key splits the subtree at its place all the way down, and one above all others
 *       lifts both halves, through bridges, to just below itself.
 *   <li>Deleting a key merges the subtrees on both sides of it all the way down; afterwards the
 *       root may be a bridge, which has to go.
 *   <li>Bridges that lose their subtree disappear, together with those above them.
 *   <li>A change may bring back a node that an earlier change of the same commit replaced.
 * </ul>
 */
@NullMarked
package dev.tempest.atproto.mst;

import org.jspecify.annotations.NullMarked;
