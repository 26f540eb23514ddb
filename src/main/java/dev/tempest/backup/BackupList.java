package dev.tempest.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.jspecify.annotations.Nullable;

/** Finds backups by their names: on the volume, or in another folder, and in the bucket. Blocks. */
@Singleton
public final class BackupList {
  private static final Comparator<StoredBackup> NEWEST_FIRST =
      Comparator.comparing(StoredBackup::madeAt)
          .thenComparing(StoredBackup::name)
          .reversed()
          .thenComparing(StoredBackup::place);

  /** They have a few hundred, and what others left may be anything. */
  private static final int MOST_SIDECAR_BYTES = 64 * 1024;

  private final Path own;
  private final S3Stores stores;
  private final ObjectMapper json;

  public BackupList(DataDir dataDir, S3Stores stores, ObjectMapper json) {
    this.own = dataDir.backups();
    this.stores = stores;
    this.json = json;
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
      Path manifest = child.resolve(Manifest.FILE_NAME);
      boolean whole = Files.exists(manifest);
      BackupName.time(fileName)
          .map(
              time ->
                  new StoredBackup(
                      fileName,
                      time,
                      Place.FOLDER,
                      child.toString(),
                      0,
                      whole,
                      whole ? hostname(manifest) : null))
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
                                name, time, Place.ARCHIVE, child.toString(), size, true, null)))
        .ifPresent(found::add);
  }

  private static @Nullable String hostname(Path manifest) {
    try {
      ManifestReader.requireVersion(manifest);
      try (var reader = new ManifestReader(manifest)) {
        return reader.about().hostname();
      }
    } catch (IOException | BackupException unreadable) {
      return null;
    }
  }

  /** None when backups do not go there. */
  public List<StoredBackup> inBucket() {
    if (!stores.holdBackups()) {
      return List.of();
    }
    try (var bucket = S3Bucket.open(stores.forBackups())) {
      return in(bucket);
    }
  }

  private List<StoredBackup> in(S3Bucket bucket) {
    var objects = new ArrayList<Stat>();
    bucket.list(BucketLayout.PREFIX, objects::add);
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
            .map(name -> stored(name, object, withSidecar.contains(name), bucket))
            .ifPresent(found::add);
      }
    }
    found.sort(NEWEST_FIRST);
    return found;
  }

  private StoredBackup stored(String name, Stat object, boolean whole, S3Bucket bucket) {
    return new StoredBackup(
        name,
        BackupName.time(name).orElse(object.lastModified()),
        Place.BUCKET,
        object.key(),
        object.size(),
        whole,
        whole ? hostname(BucketLayout.sidecar(name), bucket) : null);
  }

  private @Nullable String hostname(String sidecar, S3Bucket bucket) {
    try (var body = bucket.get(sidecar).orElse(null)) {
      return body == null
          ? null
          : json.readTree(body.content().readNBytes(MOST_SIDECAR_BYTES))
              .path("hostname")
              .textValue();
    } catch (JsonProcessingException noSidecarOfOurs) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
