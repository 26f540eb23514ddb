package dev.tempest.backup;

import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Refuses what there is no room for, before it begins. */
final class SpaceCheck {
  /** What the server and other programs may need meanwhile. */
  private static final long RESERVE = 64L * 1024 * 1024;

  private final DataDir dataDir;

  SpaceCheck(DataDir dataDir) {
    this.dataDir = dataDir;
  }

  /** Hard links take no room, and blobs in a bucket none either. */
  void require(Path parent, boolean localBlobs) throws IOException {
    FileStore target = Files.getFileStore(parent);
    long needed =
        sizeOf(dataDir.accountDb()) + sizeOf(dataDir.sequencerDb()) + sizeOf(dataDir.repos());
    if (localBlobs && !target.equals(Files.getFileStore(dataDir.blobs()))) {
      needed += sizeOf(dataDir.blobs());
    }
    require(parent, "a backup", needed);
  }

  /** {@code what} takes so many bytes in {@code parent}, whatever lies there already. */
  static void require(Path parent, String what, long needed) throws IOException {
    long free = Files.getFileStore(parent).getUsableSpace();
    if (free < needed + RESERVE) {
      throw new BackupException(
          "no room for %s in %s: it needs %d MB, and %d MB are free; remove what is not needed (tempest backup prune), or choose another place with --output"
              .formatted(what, parent, mega(needed + RESERVE), mega(free)));
    }
  }

  private static long mega(long bytes) {
    return bytes / (1024 * 1024);
  }

  private static long sizeOf(Path root) throws IOException {
    var size = new long[1];
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            size[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return size[0];
  }
}
