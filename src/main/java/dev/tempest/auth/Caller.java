package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;

/** Who is calling, as their credentials say. */
public sealed interface Caller {
  /**
   * An account by one of its sessions.
   *
   * @param tokenId the token's {@code jti}; secret in a refresh token
   */
  record Session(Did did, Scope scope, String tokenId) implements Caller {
    @Override
    public String toString() {
      return "Session[" + did + ", " + scope + "]";
    }
  }

  /** A service that shows a token which {@code issuer} signed for the method it calls. */
  record Service(Did issuer) implements Caller {}

  /** The operator. */
  record Admin() implements Caller {}
}
