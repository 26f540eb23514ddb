package dev.tempest.blob;

import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.VolumeSwap;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is removed from the local store, or changes its place there, while a backup has it
 * still to take: as it was at first, under the name that it had below {@code blobs/}. Thread safe
 * for different blobs, as the store is.
 *
 * <p>It is kept by a hard link in {@code tmp}, which is on the blobs' file system: whoever removes
 * a blob has an account's lock, and no time for a copy.
 */
@Singleton
public final class BlobHold {
  private static final Logger LOG = Logger.getLogger(BlobHold.class);
  private static final String PREFIX = "held-";

  private final Path blobs;
  private final Path temporary;
  private volatile @Nullable Open open;

  public BlobHold(DataDir dataDir) {
    blobs = dataDir.blobs();
    temporary = dataDir.tmp();
  }

  /** A hold, until it is closed. */
  public final class Open implements AutoCloseable {
    private final Path folder;
    private volatile @Nullable IOException failure;

    private Open(Path folder) {
      this.folder = folder;
    }

    /** Where the blobs lie that are kept, gone when the hold is closed. */
    public Path folder() {
      return folder;
    }

    /** Fails when something was removed that could not be kept. */
    public void requireWhole() throws IOException {
      IOException lost = failure;
      if (lost != null) {
        throw lost;
      }
    }

    @Override
    public void close() {
      open = null;
      try {
        VolumeSwap.discard(folder);
      } catch (IOException e) { // the next hold removes it, or the next start
        LOG.warnf("event=blob_hold_left: %s", e);
      }
    }
  }

  /** One hold at a time. */
  public Open begin() throws IOException {
    discardLeftovers();
    var begun = new Open(Files.createTempDirectory(temporary, PREFIX));
    open = begun;
    return begun;
  }

  /** Removes what a crash has left, when there is no hold. */
  void discardLeftovers() throws IOException {
    try (var left = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : left) {
        VolumeSwap.discard(folder);
      }
    }
  }

  // never fails: what cannot be kept is the backup's loss
  void beforeRemoval(Path file) {
    Open now = open;
    if (now != null && file.startsWith(blobs)) {
      try {
        keep(file, now.folder);
      } catch (NoSuchFileException nothingThere) {
        // and so nothing to keep
      } catch (IOException e) {
        now.failure = e;
      }
    }
  }

  private void keep(Path file, Path folder) throws IOException {
    Path account = file.subpath(file.getNameCount() - 2, file.getNameCount());
    for (Path earlier :
        List.of(folder.resolve(account), folder.resolve("quarantine").resolve(account))) {
      if (Files.exists(earlier)) {
        return;
      }
    }
    Path kept = folder.resolve(blobs.relativize(file));
    Files.createDirectories(kept.resolveSibling(""));
    try {
      Files.createLink(kept, file);
    } catch (NoSuchFileException nothingThere) {
      throw nothingThere;
    } catch (UnsupportedOperationException | IOException noLinks) {
      Path copy =
          kept.resolveSibling(kept.getFileName() + ".new"); // the backup looks for whole ones
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
