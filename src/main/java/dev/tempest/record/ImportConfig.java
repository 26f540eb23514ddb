package dev.tempest.record;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Repositories that come from other servers. */
@ConfigMapping(prefix = "tempest")
public interface ImportConfig {
  /** {@code TEMPEST_ACCEPTING_REPO_IMPORTS}: whether {@code importRepo} works. */
  @WithDefault("true")
  boolean acceptingRepoImports();

  /** {@code TEMPEST_MAX_REPO_IMPORT_BYTES}: the largest CAR file, and the most that it holds. */
  @WithDefault("268435456")
  long maxRepoImportBytes();
}
