package dev.tempest.auth;

import dev.tempest.atproto.crypto.PrivateKey;
import dev.tempest.atproto.syntax.Did;

/** The keys that sign the repositories. */
public interface SigningKeys {
  /** The key of a hosted account; {@link IllegalStateException} when there is none. */
  PrivateKey of(Did did);
}
