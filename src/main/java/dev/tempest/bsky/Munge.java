package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;

/** Puts what the AppView does not know into its answer. */
@FunctionalInterface
interface Munge {
  /** {@code answer} itself when there is nothing to add. */
  Node.Obj apply(Node.Obj answer, LocalState local, ProxyCall call);
}
