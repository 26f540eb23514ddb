package dev.tempest.sqlite;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** How much of the storage is kept open. */
@ConfigMapping(prefix = "tempest.storage")
public interface StorageConfig {
  /** {@code TEMPEST_STORAGE_OPEN_REPOS}: repo files kept open at once. */
  @WithDefault("64")
  int openRepos();

  /** {@code POOL_SIZE}: connections to the account database. */
  @WithName("account-connections")
  @WithDefault("${POOL_SIZE:5}")
  int accountConnections();
}
