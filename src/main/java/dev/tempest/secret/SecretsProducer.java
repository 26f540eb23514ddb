package dev.tempest.secret;

import dev.tempest.config.ServerConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The server's {@link Secrets}. */
final class SecretsProducer {
  private SecretsProducer() {}

  /** An empty secret never serves: the boot check has stopped the start by then. */
  @Produces
  @Singleton
  static Secrets secrets(ServerConfig config) {
    return Secrets.of(config.secretKeyBase().orElse(""));
  }
}
