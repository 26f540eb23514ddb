package dev.tempest.identity;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** The domains, each with its leading dot, under which this server gives out handles. */
@Singleton
public final class HandleDomains {
  /** localhost cannot end a handle; .test is the protocol's domain for development. */
  private static final String DEVELOPMENT = ".test";

  private final List<String> all;

  HandleDomains(IdentityConfig config, ServerConfig server) {
    this.all = config.handleDomains().orElseGet(() -> List.of(ofHost(server.hostname())));
  }

  private static String ofHost(String hostname) {
    boolean name =
        hostname.contains(".") && !Character.isDigit(hostname.charAt(hostname.length() - 1));
    return name ? "." + hostname : DEVELOPMENT;
  }

  /** As {@code describeServer} lists them. */
  public List<String> all() {
    return all;
  }

  /** Whether the handle is this server's to give. */
  public boolean cover(Handle handle) {
    return all.stream().anyMatch(domain -> handle.value().endsWith(domain));
  }
}
