package dev.tempest.backup;

import dev.tempest.archive.ArchiveException;
import dev.tempest.archive.ArchiveWriter;
import dev.tempest.archive.Passphrase;
import dev.tempest.backup.OperationRuns.Operation;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Folders;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.DataDir;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a backup in the form and in the place that is asked for. One at a time; blocks. */
@Singleton
public final class Backups {
  private final Path own;
  private final BackupCreation creation;
  private final BackupUpload upload;
  private final OperationRuns runs;
  private final InstantSource clock;
  private volatile @Nullable String underWay;

  Backups(
      DataDir dataDir,
      BackupCreation creation,
      BackupUpload upload,
      OperationRuns runs,
      InstantSource clock) {
    this.own = dataDir.backups();
    this.creation = creation;
    this.upload = upload;
    this.runs = runs;
    this.clock = clock;
  }

  /** What becomes of a backup. */
  public enum Form {
    FOLDER,
    /** One file. */
    ARCHIVE,
    /** One object in the bucket; and a folder, when a place for it is named. */
    UPLOAD
  }

  /**
   * A backup that is wanted.
   *
   * @param output where; the volume's own folder for backups when empty
   * @param passphrase what an archive is encrypted with
   */
  public record Request(Form form, Optional<Path> output, Optional<Passphrase> passphrase) {}

  public BackupResult create(Request request, Progress progress) {
    if (request.form() == Form.UPLOAD) {
      upload.requireBucket();
    }
    try (var alone = BackupLock.acquire(own)) {
      var output = request.output().filter(place -> !place.equals(own));
      if (output.isEmpty()) {
        return create(request, alone, progress);
      }
      try (var there = BackupLock.acquire(output.get())) {
        return create(request, there, progress);
      }
    } catch (IOException e) {
      throw new BackupException("no backup was made: " + e.getMessage(), e);
    }
  }

  private BackupResult create(Request request, BackupLock lock, Progress progress) {
    String name = BackupName.at(clock.instant());
    underWay = name;
    try {
      return runs.remember(Operation.BACKUP, name, () -> make(request, lock, name, progress));
    } finally {
      underWay = null;
    }
  }

  /** The name of the backup that is being made. */
  Optional<String> underWay() {
    return Optional.ofNullable(underWay);
  }

  private BackupResult make(Request request, BackupLock lock, String name, Progress progress) {
    long began = System.nanoTime();
    var created = creation.create(lock, name, progress);
    var writer = new ArchiveWriter(request.passphrase(), progress);
    var archive =
        switch (request.form()) {
          case FOLDER -> null;
          case ARCHIVE -> write(created, writer, lock.folder());
          case UPLOAD -> upload(created, writer);
        };
    boolean keepsFolder =
        request.form() == Form.FOLDER
            || (request.form() == Form.UPLOAD && request.output().isPresent());
    if (!keepsFolder) {
      remove(created.folder());
    }
    var took = Duration.ofNanos(System.nanoTime() - began);
    return result(created, keepsFolder, archive, took);
  }

  private BackupResult.Archive write(
      BackupCreation.Created created, ArchiveWriter writer, Path parent) {
    try {
      return upload.write(created, writer, parent);
    } catch (IOException | ArchiveException | BackupException e) {
      remove(created.folder());
      throw new BackupException("the archive was not written: " + e.getMessage(), e);
    }
  }

  // the bucket may be unreachable for long: then there is this backup at least
  private BackupResult.Archive upload(BackupCreation.Created created, ArchiveWriter writer) {
    try {
      return upload.upload(created, writer);
    } catch (IOException | ArchiveException | Refusal e) {
      throw new BackupException(
          "the backup was not uploaded: %s; it is kept in %s"
              .formatted(e.getMessage(), created.folder()),
          e);
    }
  }

  private static void remove(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new BackupException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }

  private static BackupResult result(
      BackupCreation.Created created,
      boolean keepsFolder,
      BackupResult.@Nullable Archive archive,
      Duration took) {
    var manifest = created.manifest();
    var blobs = manifest.blobs();
    return new BackupResult(
        manifest.about().name(),
        manifest.about().createdAt(),
        keepsFolder ? created.folder().toString() : null,
        archive,
        manifest.totals().files(),
        manifest.totals().bytes(),
        manifest.totals().accounts(),
        manifest.about().lastSeq(),
        new BackupResult.Blobs(blobs.store(), blobs.count(), blobs.bytes()),
        blobs.faults(),
        took.toMillis() / 1000.0,
        BackupResult.Pause.of(created.pause()));
  }
}
