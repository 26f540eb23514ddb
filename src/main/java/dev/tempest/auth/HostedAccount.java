package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;

/**
 * An account of this server. A deleted one has the handle {@link Handle#INVALID}: its own is free
 * for others.
 */
public record HostedAccount(Did did, Handle handle, AccountStatus status) {
  /** Refuses unless the account takes part in the network, and says why not. */
  public void requireActive() {
    switch (status) {
      case ACTIVE -> {}
      case DEACTIVATED ->
          throw new Refusal.Unauthenticated("AccountDeactivated", "Account is deactivated");
      case TAKENDOWN, SUSPENDED ->
          throw new Refusal.Unauthenticated("AccountTakedown", "Account has been taken down");
      case DELETED -> throw Authenticator.gone();
    }
  }
}
