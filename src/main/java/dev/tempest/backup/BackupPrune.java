package dev.tempest.backup;

import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Folders;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Stores;
import dev.tempest.sqlite.DataDir;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Removes this server's old backups from the volume and from the bucket: one that is kept is kept
 * in both. While the bucket is unreachable, the volume is pruned by itself. The newest that is
 * whole is never removed, nor what may be another server's. Blocks.
 */
@Singleton
public final class BackupPrune {
  private static final Logger LOG = Logger.getLogger(BackupPrune.class);

  /** A folder without a manifest is what a removal left that was cut off. */
  private static final Duration UNFINISHED_AFTER = Duration.ofDays(1);

  private final Path own;
  private final BackupList list;
  private final S3Stores stores;
  private final ServerConfig server;
  private final InstantSource clock;

  public BackupPrune(
      DataDir dataDir, BackupList list, S3Stores stores, ServerConfig server, InstantSource clock) {
    this.own = dataDir.backups();
    this.list = list;
    this.stores = stores;
    this.server = server;
    this.clock = clock;
  }

  /**
   * What was removed, or would be.
   *
   * @param unreachable why the bucket's were left alone; null when they were not
   */
  @RegisterForReflection
  public record Pruned(
      boolean dryRun,
      @Nullable String unreachable,
      List<StoredBackup> kept,
      List<StoredBackup> removed) {
    public Pruned {
      kept = List.copyOf(kept);
      removed = List.copyOf(removed);
    }
  }

  public Pruned prune(Retention retention, boolean dryRun) {
    try (var lock = BackupLock.acquire(own)) {
      var pruned = plan(retention, dryRun);
      if (!dryRun) {
        lock.removeLeftovers();
        remove(pruned.removed());
      }
      return pruned;
    } catch (IOException e) {
      throw new BackupException("cannot remove backups: " + e.getMessage(), e);
    }
  }

  // backups that cannot be uploaded stay on the volume, which must not fill up with them
  private Pruned plan(Retention retention, boolean dryRun) {
    try {
      return plan(retention, dryRun, list.all(), null);
    } catch (Refusal unreachable) {
      String why = String.valueOf(unreachable.getMessage());
      LOG.warnf("event=backups_pruned_on_the_volume_only: %s", why);
      return plan(retention, dryRun, list.in(own), why);
    }
  }

  private Pruned plan(
      Retention retention, boolean dryRun, List<StoredBackup> all, @Nullable String unreachable) {
    var whole =
        all.stream()
            .filter(this::isOwn)
            .map(backup -> new Retention.Dated(backup.name(), backup.madeAt()))
            .distinct()
            .toList();
    Set<String> names = retention.kept(whole);
    var kept = new ArrayList<StoredBackup>();
    var removed = new ArrayList<StoredBackup>();
    for (StoredBackup backup : all) {
      (stays(backup, names) ? kept : removed).add(backup);
    }
    return new Pruned(dryRun, unreachable, kept, removed);
  }

  private boolean isOwn(StoredBackup backup) {
    return backup.whole() && backup.isOf(server.hostname());
  }

  private boolean stays(StoredBackup backup, Set<String> kept) {
    if (isOwn(backup)) {
      return kept.contains(backup.name());
    }
    return backup.whole()
        || backup.place() != StoredBackup.Place.FOLDER
        || backup.madeAt().isAfter(clock.instant().minus(UNFINISHED_AFTER));
  }

  private void remove(List<StoredBackup> backups) throws IOException {
    for (StoredBackup backup : backups) {
      switch (backup.place()) {
        case FOLDER -> removeFolder(Path.of(backup.location()));
        case ARCHIVE -> Files.deleteIfExists(Path.of(backup.location()));
        case BUCKET -> {} // below, with one connection
      }
    }
    var inBucket =
        backups.stream().filter(backup -> backup.place() == StoredBackup.Place.BUCKET).toList();
    if (!inBucket.isEmpty()) {
      try (var bucket = S3Bucket.open(stores.forBackups())) {
        for (StoredBackup backup : inBucket) {
          bucket.delete(BucketLayout.sidecar(backup.name()));
          bucket.delete(backup.location());
        }
      }
    }
  }

  // without its manifest it is no backup any more, whatever happens then
  private static void removeFolder(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(Manifest.FILE_NAME));
    Folders.delete(folder);
  }
}
