package dev.tempest.proxy;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * The services that answer what this server does not. {@link ProxyConfigCheck} refuses what makes
 * no sense.
 */
@ConfigMapping(prefix = "tempest")
public interface ProxyConfig {
  /** {@code TEMPEST_APPVIEW_URL}: the origin that gets every method nobody else is named for. */
  Optional<String> appviewUrl();

  /** {@code TEMPEST_APPVIEW_DID}: default {@code did:web} of the URL's host. */
  Optional<String> appviewDid();

  /**
   * {@code TEMPEST_APPVIEW_CDN_URL_PATTERN}: where the AppView shows images, with three {@code %s}
   * for the preset, the DID and the CID. Without it this server's own {@code getBlob} is named.
   */
  Optional<String> appviewCdnUrlPattern();

  /** {@code TEMPEST_MOD_SERVICE_URL}: the origin that gets moderators' methods. */
  Optional<String> modServiceUrl();

  /** {@code TEMPEST_MOD_SERVICE_DID}: default {@code did:web} of the URL's host. */
  Optional<String> modServiceDid();

  /** {@code TEMPEST_REPORT_SERVICE_URL}: the origin that gets reports. */
  Optional<String> reportServiceUrl();

  /** {@code TEMPEST_REPORT_SERVICE_DID}: default {@code did:web} of the URL's host. */
  Optional<String> reportServiceDid();
}
