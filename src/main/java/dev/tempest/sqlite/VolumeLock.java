package dev.tempest.sqlite;

import dev.tempest.config.RefusedStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The one process's claim on a volume, held on {@code .lock}. */
public final class VolumeLock implements AutoCloseable {
  private final LockFile file;

  private VolumeLock(LockFile file) {
    this.file = file;
  }

  /** Throws {@link VolumeInUseException} when the volume is held, be it by this process. */
  public static VolumeLock acquire(DataDir dataDir) {
    String own =
        "pid %d since %s"
            .formatted(
                ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try {
      return new VolumeLock(
          LockFile.acquire(
              dataDir.lockFile(), own, holder -> new VolumeInUseException(dataDir.root(), holder)));
    } catch (IOException e) {
      throw new RefusedStartException(
          "TEMPEST_DATA_DIR",
          "cannot lock %s: is it writable by this user? (%s)".formatted(dataDir.lockFile(), e),
          e);
    }
  }

  /** Who holds the volume; empty when nobody does. */
  public static Optional<String> holder(DataDir dataDir) {
    try {
      return LockFile.holder(dataDir.lockFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dataDir.lockFile(), e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
