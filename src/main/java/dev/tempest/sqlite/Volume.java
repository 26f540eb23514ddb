package dev.tempest.sqlite;

import dev.tempest.config.ServerConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens what lies on the volume, after claiming it for this process. */
final class Volume {
  private static final int SEQUENCER_CONNECTIONS = 4;
  private static final int SHARED_CACHE_KIB = 2048;

  private Volume() {}

  @Produces
  @Singleton
  static DataDir dataDir(ServerConfig config) {
    return DataDir.create(config.dataDir());
  }

  @Produces
  @Singleton
  static VolumeLock lock(DataDir dataDir) {
    return VolumeLock.acquire(dataDir);
  }

  @Produces
  @Singleton
  static AccountDatabase accounts(DataDir dataDir, VolumeLock claimed, StorageConfig config) {
    var size = new Database.Size(config.accountConnections(), SHARED_CACHE_KIB);
    return new AccountDatabase(Database.open(dataDir.accountDb(), Schema.ACCOUNT, size));
  }

  @Produces
  @Singleton
  static SequencerDatabase sequencer(DataDir dataDir, VolumeLock claimed) {
    var size = new Database.Size(SEQUENCER_CONNECTIONS, SHARED_CACHE_KIB);
    return new SequencerDatabase(Database.open(dataDir.sequencerDb(), Schema.SEQUENCER, size));
  }

  @Produces
  @Singleton
  static RepoFiles repos(DataDir dataDir, VolumeLock claimed, StorageConfig config) {
    return new RepoFiles(dataDir, config.openRepos());
  }
}
