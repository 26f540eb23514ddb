package dev.tempest.atproto.mst;

import dev.tempest.atproto.data.Cid;

/** A tree that is not one: a node is missing or breaks the rules. */
public final class MstException extends RuntimeException {
  public MstException(String message) {
    super(message);
  }

  static MstException missing(Cid cid) {
    return new MstException("missing node " + cid);
  }
}
