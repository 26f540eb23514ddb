package dev.tempest.auth;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How the operator is told from others. */
@ConfigMapping(prefix = "tempest")
public interface AdminConfig {
  /** {@code TEMPEST_ADMIN_TOKEN_HASH}: Argon2 hash of the operator's token. */
  Optional<String> adminTokenHash();

  /** {@code TEMPEST_ADMIN_DID}: the operator's own account, here or elsewhere. */
  Optional<String> adminDid();
}
