package dev.tempest.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one process's claim on a volume, held as an operating system lock on {@code .lock}: it ends
 * with the process, however that ends. The file's text names the holder.
 */
public final class VolumeLock implements AutoCloseable {
  private final FileChannel channel;

  private VolumeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Throws {@link VolumeInUseException} when another process holds the volume. */
  public static VolumeLock acquire(DataDir dataDir) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(dataDir.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel, false) == null) {
        String holder = Files.readString(dataDir.lockFile()).strip();
        channel.close();
        throw new VolumeInUseException(dataDir.root(), holder);
      }
      sign(channel);
      return new VolumeLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "TEMPEST_DATA_DIR: cannot lock " + dataDir.lockFile() + ": is it writable?", e);
    }
  }

  /**
   * Who holds the volume; empty when nobody does. For other processes than the holder, whose claim
   * would end with the file that this closes.
   */
  public static Optional<String> holder(DataDir dataDir) {
    try (var channel = FileChannel.open(dataDir.lockFile(), StandardOpenOption.READ);
        var shared = tryLock(channel, true)) {
      return shared == null
          ? Optional.of(Files.readString(dataDir.lockFile()).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dataDir.lockFile(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
      throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static void sign(FileChannel channel) throws IOException {
    String holder =
        "pid %d since %s"
            .formatted(
                ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
    channel.force(true);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
