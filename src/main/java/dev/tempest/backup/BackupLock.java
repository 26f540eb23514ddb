package dev.tempest.backup;

import dev.tempest.files.Folders;
import dev.tempest.files.PrivateFiles;
import dev.tempest.sqlite.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The claim of the one backup, or tidying, that may work in a folder: an operating system lock,
 * which ends with the process.
 */
final class BackupLock implements AutoCloseable {
  private static final String FILE_NAME = ".lock";

  private final Path folder;
  private final LockFile lock;

  private BackupLock(Path folder, LockFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes the folder when missing; fails when somebody else is at it. */
  static BackupLock acquire(Path folder) throws IOException {
    PrivateFiles.createFolders(folder);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new BackupLock(
        folder,
        LockFile.acquire(
            folder.resolve(FILE_NAME),
            now,
            since ->
                new BackupException(
                    "a backup is under way since " + since + "; wait until it is done")));
  }

  Path folder() {
    return folder;
  }

  /** Removes what a crash left of backups. */
  void removeLeftovers() throws IOException {
    try (var found = Files.newDirectoryStream(folder, BackupLayout.PARTIAL + "*")) {
      for (Path leftover : found) {
        Folders.delete(leftover);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
