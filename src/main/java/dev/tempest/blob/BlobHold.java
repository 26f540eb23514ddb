package dev.tempest.blob;

import dev.tempest.sqlite.DataDir;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is removed from the local store, or changes its place there, while a backup has it
 * still to take: as it was at first, under the name that it had below {@code blobs/}. Thread safe
 * for different blobs, as the store is.
 */
@Singleton
public final class BlobHold {
  private final Path blobs;
  private volatile @Nullable Open open;

  public BlobHold(DataDir dataDir) {
    blobs = dataDir.blobs();
  }

  /** A hold, until it is closed. */
  public final class Open implements AutoCloseable {
    private final Path folder;
    private volatile @Nullable IOException failure;

    private Open(Path folder) {
      this.folder = folder;
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
    }
  }

  /** Keeps in {@code folder}, on whatever file system. One hold at a time. */
  public Open in(Path folder) {
    var begun = new Open(folder);
    open = begun;
    return begun;
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
    Files.createDirectories(folder.resolve(blobs.relativize(file.resolveSibling(""))));
    try {
      Files.createLink(kept, file);
    } catch (NoSuchFileException nothingThere) {
      throw nothingThere;
    } catch (UnsupportedOperationException | IOException noLinks) {
      Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
