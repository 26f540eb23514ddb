/**
 * The Merkle search tree: a sorted map from record paths to CIDs whose shape, and so whose root
 * hash, depends on its content alone. Spec: /specs/repository, "MST Structure".
 *
 * <p>Terms. A key's <em>layer</em> is decided by its own hash; a node holds the keys of one layer
 * between two higher keys. A <em>subtree</em> is the node between two neighbouring entries, one
 * layer below. A node without keys is a <em>bridge</em>: legal only as the way to a lower layer,
 * and never as the root. The one exception is the root of the tree without keys.
 *
 * <p>Tricky bits:
 *
 * <ul>
 *   <li>Adding a key splits the subtree at its place all the way down, and one above all others
 *       lifts both halves, through bridges, to just below itself.
 *   <li>Deleting a key merges the subtrees on both sides of it all the way down; afterwards the
 *       root may be a bridge, which has to go.
 *   <li>Bridges that lose their subtree disappear, together with those above them.
 *   <li>A change may bring back a node that an earlier change of the same commit replaced: it is
 *       then neither new nor gone.
 *   <li>Everything here may meet a stranger's tree. Steps are counted by layers, of which there are
 *       at most 129, so that no chain or cycle of nodes sends a method deeper.
 * </ul>
 *
 * <p>Cost. A change reads, replaces and later hashes the nodes on one path, about log₄ of the
 * number of keys. Nodes are immutable and named by their content: a {@link
 * dev.tempest.atproto.mst.NodeSource} may keep decoded ones for as long as it likes, for all
 * repositories together, and {@link dev.tempest.atproto.mst.Mst.Changes} hands it the new ones, so
 * that the next commit finds its path decoded.
 */
@NullMarked
package dev.tempest.atproto.mst;

import org.jspecify.annotations.NullMarked;
