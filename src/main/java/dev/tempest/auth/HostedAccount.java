package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;

/**
 * An account of this server. A deleted one has the handle {@link Handle#INVALID}: its own is free
 * for others.
 */
public record HostedAccount(Did did, Handle handle, AccountStatus status) {}
