package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;

/**
 * Who is calling, as their token says.
 *
 * @param tokenId the token's {@code jti}; secret in a refresh token
 */
public record Caller(Did did, Scope scope, String tokenId) {
  @Override
  public String toString() {
    return "Caller[" + did + ", " + scope + "]";
  }
}
