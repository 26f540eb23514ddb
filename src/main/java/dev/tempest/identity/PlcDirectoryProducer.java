package dev.tempest.identity;

import dev.tempest.config.ServerConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;

/** Chooses the {@link PlcDirectory} that the configuration names. */
final class PlcDirectoryProducer {
  private static final String FILE = "plc.jsonl";

  private PlcDirectoryProducer() {}

  @Produces
  @Singleton
  static PlcDirectory directory(
      IdentityConfig config, ServerConfig server, OutboundHttp http, IdentityMetrics metrics) {
    return config.plcUrl().equals(IdentityConfig.EMBEDDED)
        ? EmbeddedPlcDirectory.open(server.dataDir().resolve(FILE), InstantSource.system())
        : metrics.measured(
            new HttpPlcDirectory(URI.create(config.plcUrl()), http.forConfiguredUrls()));
  }

  static void close(@Disposes PlcDirectory directory) {
    if (directory instanceof EmbeddedPlcDirectory embedded) {
      embedded.close();
    }
  }
}
