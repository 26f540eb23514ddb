package dev.tempest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file under an operating system lock, which ends with the process; its text names the holder.
 * POSIX has a process lose the lock when it closes the file by any descriptor, so that what this
 * process holds is never opened a second time.
 */
public final class LockFile implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** The files that this process holds, and their texts. */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path path;
  private final FileChannel channel;

  private LockFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the file when missing.
   *
   * @param refusal makes what is thrown when the file is held already, of its holder's text
   */
  public static LockFile acquire(
      Path file, String text, Function<String, ? extends RuntimeException> refusal)
      throws IOException {
    Path path = real(file);
    String own = HELD.putIfAbsent(path, text);
    if (own != null) {
      throw refusal.apply(own);
    }
    try {
      return lock(path, text, refusal);
    } catch (IOException | RuntimeException failure) {
      HELD.remove(path);
      throw failure;
    }
  }

  private static LockFile lock(
      Path path, String text, Function<String, ? extends RuntimeException> refusal)
      throws IOException {
    var channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY);
    boolean done = false;
    try {
      if (tryLock(channel, false) == null) {
        throw refusal.apply(text(path));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      done = true;
      return new LockFile(path, channel);
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  /** The holder's text; empty when nobody holds the file, which is there. */
  static Optional<String> holder(Path file) throws IOException {
    String own = HELD.get(real(file));
    if (own != null) {
      return Optional.of(own);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var shared = tryLock(channel, true)) {
      return shared == null ? Optional.of(text(file)) : Optional.empty();
    }
  }

  /** The same for every way to the folder. */
  private static Path real(Path file) throws IOException {
    return file.resolveSibling("").toRealPath().resolve(file.getFileName());
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
      throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared);
    } catch (OverlappingFileLockException heldByAnotherName) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(path);
      }
    }
  }
}
