package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;

/**
 * An account of this server. A deleted one has the handle {@link #NO_HANDLE}: its own is free for
 * others.
 */
public record HostedAccount(Did did, Handle handle, AccountStatus status) {
  /** What the network shows in place of a handle that does not lead to the account. */
  public static final Handle NO_HANDLE = new Handle("handle.invalid");
}
