package dev.tempest.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Settings of the limits, and of the proxies in front of this server. */
@ConfigMapping(prefix = "tempest")
public interface LimitConfig {
  /** {@code TEMPEST_RATE_LIMITS_ENABLED}. */
  @WithDefault("true")
  boolean rateLimitsEnabled();

  /** {@code TEMPEST_RATE_LIMIT_BYPASS_KEY}: who sends it is not limited. Never shown. */
  Optional<String> rateLimitBypassKey();

  /** {@code TEMPEST_RATE_LIMIT_BYPASS_IPS}: ranges of addresses that are not limited. */
  Optional<List<String>> rateLimitBypassIps();

  /**
   * {@code TEMPEST_TRUSTED_PROXIES}: whose word on where a request comes from is taken, as ranges
   * of addresses, or {@code none}.
   */
  @WithDefault(
      "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,"
          + "fc00::/7,fe80::/10")
  List<String> trustedProxies();
}
