package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;
import org.jspecify.annotations.Nullable;

/** A tree that is not one: a node is missing or breaks the rules. */
public final class MstException extends RuntimeException {
  private final @Nullable Cid missing;

  public MstException(String message) {
    this(message, null);
  }

  private MstException(String message, @Nullable Cid missing) {
    super(message);
    this.missing = missing;
  }

  static MstException missing(Cid cid) {
    return new MstException("missing node " + cid, cid);
  }

  static MstException tooDeep() {
    return new MstException("more layers than a tree can have");
  }

  /** The node that the source does not have; null when something else is wrong. */
  public @Nullable Cid missingNode() {
    return missing;
  }
}
