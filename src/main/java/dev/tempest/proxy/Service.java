package dev.tempest.proxy;

import dev.tempest.atproto.syntax.Did;
import java.net.URI;

/**
 * Somebody who answers methods.
 *
 * @param fragment which of the DID's services, {@code "#…"}
 * @param origin where it is
 * @param configured whether the operator chose {@code origin}, rather than a stranger's DID
 *     document
 */
public record Service(Did did, String fragment, URI origin, boolean configured) {
  /** As {@code atproto-proxy} names it. */
  public String id() {
    return did + fragment;
  }
}
