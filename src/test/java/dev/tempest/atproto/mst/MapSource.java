package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes in memory, kept as a store keeps them; counts what is read and written. */
final class MapSource implements NodeSource {
  final Map<Cid, Bytes> nodes = new HashMap<>();
  int reads;
  int writes;

  @Override
  public @Nullable Bytes find(Cid cid) {
    reads++;
    return nodes.get(cid);
  }

  /** Stores what {@code tree} changed, and returns its root. */
  Cid store(Mst tree) {
    var changes = tree.changes();
    changes.added().forEach((cid, node) -> nodes.put(cid, node.encoded()));
    writes += changes.added().size();
    nodes.keySet().removeAll(changes.removed());
    return tree.root();
  }
}
