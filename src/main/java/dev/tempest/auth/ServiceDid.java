package dev.tempest.auth;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.ServerConfig;
import jakarta.inject.Singleton;

/** The DID of this server: {@code did:web:} and its hostname. */
@Singleton
public final class ServiceDid {
  private final Did did;

  ServiceDid(ServerConfig config) {
    this(new Did("did:web:" + config.hostname()));
  }

  public ServiceDid(Did did) {
    this.did = did;
  }

  public Did did() {
    return did;
  }
}
