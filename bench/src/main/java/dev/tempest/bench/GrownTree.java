package dev.tempest.bench;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.mst.Mst;
import dev.tempest.atproto.mst.NodeSource;
import dev.tempest.atproto.syntax.Tid;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored tree of posts as years of use leave it: keys are TIDs, one every minute. Counts the
 * nodes that are read from it.
 */
final class GrownTree implements NodeSource {
  private static final String COLLECTION = "app.bsky.feed.post/";
  private static final long FIRST_MICROS = 1_700_000_000_000_000L;
  private static final long STEP_MICROS = 60_000_000;

  /** Keys in one batch of changes while the tree grows, so that what is in flight stays small. */
  private static final int BATCH = 5_000;

  private final Map<Cid, Bytes> nodes = new HashMap<>();
  private final int keys;
  private final Cid root;
  private long reads;

  GrownTree(int keys) {
    this.keys = keys;
    Mst tree = Mst.empty();
    for (int i = 0; i < keys; i++) {
      tree = tree.put(key(i), value(i));
      if ((i + 1) % BATCH == 0 || i + 1 == keys) {
        Mst.Changes changes = tree.changes();
        changes.added().forEach((cid, node) -> nodes.put(cid, node.encoded()));
        nodes.keySet().removeAll(changes.removed());
        tree = Mst.load(tree.root(), this);
      }
    }
    root = tree.root();
  }

  /** A key older than the tree's newest. */
  static String key(int index) {
    return COLLECTION + Tid.of(FIRST_MICROS + index * STEP_MICROS, 7);
  }

  /** A key that is not in the tree, {@code nth} of those that come after all others. */
  String newest(int nth) {
    return key(keys + nth);
  }

  /** A key that is not in the tree, just after the one of {@code index}. */
  String between(int index) {
    return COLLECTION + Tid.of(FIRST_MICROS + index * STEP_MICROS + STEP_MICROS / 2, 7);
  }

  static Cid value(int index) {
    return Cid.of(Cid.Codec.DAG_CBOR, ("record " + index).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public @Nullable Bytes find(Cid cid) {
    reads++;
    return nodes.get(cid);
  }

  Mst open() {
    return Mst.load(root, this);
  }

  int keys() {
    return keys;
  }

  Cid root() {
    return root;
  }

  long reads() {
    return reads;
  }
}
