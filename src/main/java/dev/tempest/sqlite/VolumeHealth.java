package dev.tempest.sqlite;

import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Whether the volume takes what the server writes. Blocks. */
@Singleton
public final class VolumeHealth {
  private static final Logger LOG = Logger.getLogger(VolumeHealth.class);

  private final DataDir dataDir;

  VolumeHealth(DataDir dataDir) {
    this.dataDir = dataDir;
  }

  /** The paths are base names in production: where a server keeps its data is its own affair. */
  public record Storage(String dataDir, String accountDb, String sequencerDb, boolean writable) {}

  public Storage look() {
    return new Storage(
        shown(dataDir.root()),
        shown(dataDir.accountDb()),
        shown(dataDir.sequencerDb()),
        isWritable());
  }

  private boolean isWritable() {
    try {
      Path probe = Files.createTempFile(dataDir.tmp(), "probe", null);
      Files.writeString(probe, "probe");
      Files.delete(probe);
      return Files.exists(dataDir.accountDb()) && Files.exists(dataDir.sequencerDb());
    } catch (IOException e) {
      LOG.errorf("event=volume_unwritable: TEMPEST_DATA_DIR cannot be written to: %s", e);
      return false;
    }
  }

  /** {@code path} as answers show it. */
  public static String shown(Path path) {
    Path name = path.getFileName();
    return LaunchMode.current() != LaunchMode.NORMAL || name == null
        ? path.toString()
        : name.toString();
  }
}
