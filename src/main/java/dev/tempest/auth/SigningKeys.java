package dev.tempest.auth;

import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;

/** The keys that accounts' commits are signed with. */
public interface SigningKeys {
  /** The key of an account that this server hosts. */
  PrivateKey of(Did did);
}
