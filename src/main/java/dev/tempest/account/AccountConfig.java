package dev.tempest.account;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What {@code describeServer} says about whoever runs the server. */
@ConfigMapping(prefix = "tempest")
public interface AccountConfig {
  /** {@code TEMPEST_PRIVACY_POLICY_URL}. */
  Optional<String> privacyPolicyUrl();

  /** {@code TEMPEST_TERMS_OF_SERVICE_URL}. */
  Optional<String> termsOfServiceUrl();

  /** {@code TEMPEST_CONTACT_EMAIL}: where people may write to. */
  Optional<String> contactEmail();
}
