package dev.tempest.identity;

import dev.tempest.atproto.syntax.Handle;
import dev.tempest.config.ServerConfig;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The domains, each with its leading dot, under which this server gives out handles. */
@Singleton
public final class HandleDomains {
  /** localhost cannot end a handle; .test is the protocol's domain for development. */
  private static final String DEVELOPMENT = ".test";

  /** Spec: /specs/handle, "Additional Non-Syntax Restrictions"; .onion as others have it. */
  private static final Set<String> UNUSABLE =
      Set.of("alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion");

  private final List<String> all;
  private final String hostname;

  HandleDomains(IdentityConfig config, ServerConfig server) {
    this.hostname = server.hostname();
    this.all =
        config
            .handleDomains()
            .map(
                domains -> domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList())
            .orElseGet(() -> List.of(ofHost(hostname)));
  }

  private static String ofHost(String hostname) {
    boolean name =
        hostname.contains(".")
            && !Character.isDigit(hostname.charAt(hostname.length() - 1))
            && isUsable(hostname);
    return name ? "." + hostname : DEVELOPMENT;
  }

  /** As {@code describeServer} lists them. */
  public List<String> all() {
    return all;
  }

  /** The domain that the handle is under; of several, the longest. */
  public Optional<String> of(Handle handle) {
    return all.stream()
        .filter(domain -> handle.value().endsWith(domain))
        .max(Comparator.comparingInt(String::length));
  }

  /** Whether the handle is this server's to give. */
  public boolean cover(Handle handle) {
    return isHost(handle) || of(handle).isPresent();
  }

  /** Whether the handle is this server's own name. */
  public boolean isHost(Handle handle) {
    return handle.value().equals(hostname);
  }

  /** Whether the network takes such a name for a handle at all. */
  public static boolean isUsable(Handle handle) {
    return isUsable(handle.value());
  }

  static boolean isUsable(String name) {
    return !UNUSABLE.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }
}
