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
    VolumeSwap.finishInterrupted(config.dataDir());
    return DataDir.create(config.dataDir());
  }

  @Produces
  @Singleton
  static VolumeLock lock(DataDir dataDir) {
    return VolumeLock.acquire(dataDir);
  }

  @Produces
  @Singleton
  static CommitGate gate() {
    return new CommitGate();
  }

  @Produces
  @Singleton
  static Database.Surroundings surroundings(CommitGate gate, SqliteMetrics metrics) {
    return new Database.Surroundings(gate, metrics);
  }

  @Produces
  @Singleton
  static AccountDatabase accounts(
      DataDir dataDir, VolumeLock claimed, StorageConfig config, Database.Surroundings around) {
    var size = new Database.Size(config.accountConnections(), SHARED_CACHE_KIB);
    return AccountDatabase.open(dataDir, size, around);
  }

  @Produces
  @Singleton
  static SequencerDatabase sequencer(
      DataDir dataDir, VolumeLock claimed, Database.Surroundings around) {
    var size = new Database.Size(SEQUENCER_CONNECTIONS, SHARED_CACHE_KIB);
    return SequencerDatabase.open(dataDir, size, around);
  }

  @Produces
  @Singleton
  static RepoFiles repos(
      DataDir dataDir, VolumeLock claimed, StorageConfig config, Database.Surroundings around) {
    return new RepoFiles(dataDir, config.openRepos(), around);
  }
}
