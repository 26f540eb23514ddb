package dev.tempest.backup;

import dev.tempest.sqlite.VolumeSwap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place to unpack a backup in. Closing it removes what is left there. */
record Scratch(Path root) implements AutoCloseable {
  private static final String PREFIX = ".restore-";

  /** Databases grow a little when they are opened, and a full volume is of no use. */
  private static final long SPARE_BYTES = 64L * 1024 * 1024;

  /** On the same file system as {@code parent}. */
  static Scratch in(Path parent) throws IOException {
    return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), PREFIX));
  }

  /** Removes what crashes have left; nobody else makes scratch in {@code parent} meanwhile. */
  static void discardLeftovers(Path parent) throws IOException {
    try (var left = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : left) {
        VolumeSwap.discard(folder);
      }
    }
  }

  /** Does not exist yet. */
  Path folder() {
    return root.resolve("volume");
  }

  /** Refuses a backup that does not fit. */
  void requireSpace(Manifest manifest) {
    requireSpace(manifest.totals().bytes() + SPARE_BYTES);
  }

  void requireSpace(long needed) {
    long free = root.toFile().getUsableSpace();
    if (free < needed) {
      throw new IllegalStateException(
          "%s has %,d bytes free, and the backup needs %,d. Make room, or choose another folder"
              .formatted(root.getParent(), free, needed));
    }
  }

  @Override
  public void close() throws IOException {
    if (!VolumeSwap.isUnfinished(root.resolveSibling(""))) { // else the next start needs it
      VolumeSwap.discard(root);
    }
  }
}
