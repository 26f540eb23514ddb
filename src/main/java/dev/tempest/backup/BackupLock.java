package dev.tempest.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claim of the one backup, or tidying, that may work in a folder: an operating system lock,
 * which ends with the process.
 */
final class BackupLock implements AutoCloseable {
  private static final String FILE_NAME = ".lock";

  private final Path folder;
  private final FileChannel channel;

  private BackupLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Makes the folder when missing; fails when somebody else is at it. */
  static BackupLock acquire(Path folder) throws IOException {
    OwnersOnly.createFolders(folder);
    Path file = folder.resolve(FILE_NAME);
    var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnersOnly.FILE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new BackupException(
          "a backup is under way since " + Files.readString(file) + "; wait until it is done");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Instant.now()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .getBytes(StandardCharsets.UTF_8)));
    return new BackupLock(folder, channel);
  }

  Path folder() {
    return folder;
  }

  /** Removes what a crash left of backups. */
  void removeLeftovers() throws IOException {
    try (var found = Files.newDirectoryStream(folder, BackupLayout.PARTIAL + "*")) {
      for (Path leftover : found) {
        PartialBackup.deleteTree(leftover);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
