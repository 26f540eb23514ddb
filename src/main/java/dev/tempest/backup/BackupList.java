package dev.tempest.backup;

import dev.tempest.backup.StoredBackup.Place;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Stores;
import dev.tempest.s3.Stat;
import dev.tempest.sqlite.DataDir;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** Finds backups by their names: on the volume, or in another folder, and in the bucket. Blocks. */
@Singleton
public final class BackupList {
  private static final Comparator<StoredBackup> NEWEST_FIRST =
      Comparator.comparing(StoredBackup::madeAt)
          .thenComparing(StoredBackup::name)
          .reversed()
          .thenComparing(StoredBackup::place);

  private final Path own;
  private final S3Stores stores;

  public BackupList(DataDir dataDir, S3Stores stores) {
    this.own = dataDir.backups();
    this.stores = stores;
  }

  /** All that the server's own settings lead to, the newest first. */
  public List<StoredBackup> all() {
    return Stream.concat(in(own).stream(), inBucket().stream()).sorted(NEWEST_FIRST).toList();
  }

  /** Those in {@code folder}, the newest first. */
  public List<StoredBackup> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var found = new ArrayList<StoredBackup>();
    try (var children = Files.newDirectoryStream(folder, "tempest-backup-*")) {
      for (Path child : children) {
        add(child, found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(NEWEST_FIRST);
    return found;
  }

  private static void add(Path child, List<StoredBackup> found) throws IOException {
    String fileName = String.valueOf(child.getFileName());
    if (Files.isDirectory(child)) {
      boolean whole = Files.exists(child.resolve(Manifest.FILE_NAME));
      BackupName.time(fileName)
          .map(time -> new StoredBackup(fileName, time, Place.FOLDER, child.toString(), 0, whole))
          .ifPresent(found::add);
      return;
    }
    long size = Files.size(child);
    ArchiveName.backup(fileName)
        .flatMap(
            name ->
                BackupName.time(name)
                    .map(
                        time ->
                            new StoredBackup(
                                name, time, Place.ARCHIVE, child.toString(), size, true)))
        .ifPresent(found::add);
  }

  /** None when backups do not go there. */
  public List<StoredBackup> inBucket() {
    if (!stores.holdBackups()) {
      return List.of();
    }
    var objects = new ArrayList<Stat>();
    try (var bucket = S3Bucket.open(stores.forBackups())) {
      bucket.list(BucketLayout.PREFIX, objects::add);
    }
    var withSidecar = new HashSet<String>();
    for (Stat object : objects) {
      if (BucketLayout.isSidecar(object.key())) {
        BucketLayout.name(object.key()).ifPresent(withSidecar::add);
      }
    }
    var found = new ArrayList<StoredBackup>();
    for (Stat object : objects) {
      if (!BucketLayout.isSidecar(object.key())) {
        BucketLayout.name(object.key())
            .map(name -> stored(name, object, withSidecar.contains(name)))
            .ifPresent(found::add);
      }
    }
    found.sort(NEWEST_FIRST);
    return found;
  }

  private static StoredBackup stored(String name, Stat object, boolean whole) {
    return new StoredBackup(
        name,
        BackupName.time(name).orElse(object.lastModified()),
        Place.BUCKET,
        object.key(),
        object.size(),
        whole);
  }
}
