package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An upload that is on disk as a whole. Closing it removes the file, if it is still there. */
record Spooled(Path file, Cid cid, long size) implements AutoCloseable {
  @Override
  public void close() {
    discard(file);
  }

  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileBlobStore.failure("discard an upload", e);
    }
  }
}
