package dev.tempest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;

/** Settings of the server as a whole. {@link ServerConfigCheck} refuses what makes no sense. */
@ConfigMapping(prefix = "tempest")
public interface ServerConfig {
  /** {@code TEMPEST_HOSTNAME}: the bare host, which is also the service's {@code did:web}. */
  @WithDefault("localhost")
  String hostname();

  /** {@code TEMPEST_PUBLIC_URL}: the origin at which others reach this server, without a path. */
  @WithDefault("https://${tempest.hostname}")
  @WithConverter(WithoutTrailingSlash.class)
  String publicUrl();

  /** {@code TEMPEST_DATA_DIR}: the durable volume. */
  @WithDefault("/var/lib/tempest")
  Path dataDir();

  /** {@code SECRET_KEY_BASE}: what keys at rest are sealed under. Present after the boot checks. */
  Optional<String> secretKeyBase();

  /** Whether this process is the server, rather than a command beside it. Set by the program. */
  @WithDefault("true")
  boolean serving();

  /** The version of the software. */
  @WithDefault("unknown")
  String version();

  /** People end origins with a slash; everything that appends a path wants none. */
  final class WithoutTrailingSlash implements Converter<String> {
    @Override
    public String convert(String value) {
      return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }
  }
}
