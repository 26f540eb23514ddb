package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Did;

/** How an account that is not wanted after all goes from this server: the operator's business. */
@FunctionalInterface
public interface Removal {
  void remove(Did did);
}
