package dev.tempest.blob;

import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uploads under way, as files {@code tmp/uploads/<random>} on the volume: a store needs to know
 * what it stores, and that is known at the end.
 */
final class Spool {
  /** The most that is asked of a body, and held of it, at once. */
  static final int BUFFER_BYTES = 64 * 1024;

  private final Path folder;

  Spool(DataDir dataDir) {
    folder = dataDir.tmp().resolve("uploads");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileBlobStore.failure("make the folders", e);
    }
  }

  /**
   * Writes {@code content} to its end and to disk. Refuses more than {@code limit} bytes; a failure
   * leaves nothing behind.
   *
   * @throws IOException when {@code content} cannot be read
   */
  Spooled receive(InputStream content, long limit) throws IOException {
    Path file = newFile();
    boolean received = false;
    try (var sink = new HashedFile(file)) {
      copy(content, limit, sink);
      var spooled = new Spooled(file, sink.finish(), sink.size());
      received = true;
      return spooled;
    } finally {
      if (!received) {
        Spooled.discard(file);
      }
    }
  }

  private static void copy(InputStream content, long limit, HashedFile sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int read;
    while ((read = content.read(buffer)) >= 0) {
      if (sink.size() + read > limit) {
        throw BlobService.tooLarge(limit);
      }
      sink.append(buffer, read);
    }
  }

  private Path newFile() {
    try {
      return Files.createTempFile(folder, "", "");
    } catch (IOException e) {
      throw FileBlobStore.failure("begin an upload", e);
    }
  }

  /** Removes what a crash has left; it ends uploads under way. */
  void discardAll() {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw FileBlobStore.failure("discard unfinished uploads", e);
    }
  }
}
