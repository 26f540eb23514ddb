package dev.tempest.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How identities are made and resolved. {@link IdentityConfigCheck} refuses what makes no sense.
 */
@ConfigMapping(prefix = "tempest")
public interface IdentityConfig {
  /** The value of {@link #plcUrl} for a directory inside this process. */
  String EMBEDDED = "embedded";

  /** {@code TEMPEST_PLC_URL}: the did:plc directory's origin, or {@value #EMBEDDED}. */
  @WithDefault("https://plc.directory")
  String plcUrl();

  /**
   * {@code TEMPEST_PLC_ROTATION_KEY}: the K-256 private key that signs PLC operations, {@code u}
   * and base64url. Without it one is derived from {@code SECRET_KEY_BASE}.
   */
  Optional<String> plcRotationKey();

  /**
   * {@code TEMPEST_PLC_RECOVERY_KEY}: a key that outranks the server's, as {@code did:key} or as a
   * private key like {@link #plcRotationKey}.
   */
  Optional<String> plcRecoveryKey();

  /** {@code TEMPEST_HOSTED_DID_METHOD}: {@code plc}, or {@code web} for one account. */
  @WithDefault("plc")
  String hostedDidMethod();

  /**
   * {@code TEMPEST_HANDLE_DOMAINS}: under which domains, each with its leading dot, people may
   * choose a handle. Default: under the hostname, and under {@code .test} on localhost.
   */
  Optional<List<String>> handleDomains();

  /** {@code TEMPEST_DID_CACHE_STALE_TTL}: the age at which a DID document is fetched again. */
  @WithDefault("PT1H")
  Duration didCacheStaleTtl();

  /** {@code TEMPEST_DID_CACHE_MAX_TTL}: the age at which a DID document is not used any more. */
  @WithDefault("P1D")
  Duration didCacheMaxTtl();

  /** {@code TEMPEST_ID_RESOLVER_TIMEOUT}: of each step, that is a DNS query or a request. */
  @WithDefault("PT3S")
  Duration idResolverTimeout();

  /**
   * {@code TEMPEST_HANDLE_BACKUP_NAMESERVERS}: addresses of name servers to ask for a handle that
   * neither the machine's own name server nor the web knows.
   */
  Optional<List<String>> handleBackupNameservers();

  /** Whether outbound requests may reach this machine; never in production. */
  @WithDefault("false")
  boolean outboundLoopback();
}
