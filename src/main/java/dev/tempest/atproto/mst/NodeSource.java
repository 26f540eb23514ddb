package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import org.jspecify.annotations.Nullable;

/** Where stored nodes come from. */
@FunctionalInterface
public interface NodeSource {
  /** The encoded node, or null when it is not there. */
  @Nullable Bytes find(Cid cid);

  /**
   * The decoded node; {@link MstException} when it is not there or not one. Nodes never change, so
   * a source may keep them and answer the same object again, also to several threads.
   */
  default MstNode load(Cid cid) {
    Bytes content = find(cid);
    if (content == null) {
      throw MstException.missing(cid);
    }
    return MstNode.decode(cid, content);
  }
}
