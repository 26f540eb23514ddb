package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Did;

/** Removes an account that is not wanted after all from this server. */
@FunctionalInterface
public interface Removal {
  /** False when the account is not here, or active. */
  boolean removeInactive(Did did);
}
