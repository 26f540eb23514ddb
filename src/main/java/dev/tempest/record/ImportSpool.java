package dev.tempest.record;

import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.sqlite.DataDir;
import dev.tempest.sqlite.StorageException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where bodies of imports lie while they are looked at: {@code tmp/imports/<random>}. */
@Singleton
final class ImportSpool {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path folder;

  ImportSpool(DataDir dataDir) {
    this.folder = dataDir.tmp().resolve("imports");
  }

  // static, and asking late: a command beside the server must not touch the server's files
  static void onStart(
      @Observes StartupEvent start, ServerConfig config, Instance<ImportSpool> spool) {
    if (config.serving()) {
      spool.get().clear();
    }
  }

  /** Removes what a crash has left. */
  void clear() {
    try {
      Files.createDirectories(folder);
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** A body on disk; closing it removes it. */
  record Received(Path file) implements AutoCloseable {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  /** Reads {@code body} to its end; a failure leaves nothing behind. */
  Received receive(InputStream body, long limit) {
    Received received = newFile();
    boolean whole = false;
    try (var file = Files.newOutputStream(received.file())) {
      copy(body, limit, file);
      whole = true;
      return received;
    } catch (IOException e) {
      throw failure(e);
    } finally {
      if (!whole) {
        received.close();
      }
    }
  }

  private Received newFile() {
    try {
      Files.createDirectories(folder);
      return new Received(Files.createTempFile(folder, "", ".car"));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static void copy(InputStream body, long limit, OutputStream file) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
      size += read;
      if (size > limit) {
        throw tooLarge(limit);
      }
      file.write(buffer, 0, read);
    }
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw Refusal.invalid("The upload was cut off: " + e.getMessage());
    }
  }

  static Refusal tooLarge(long limit) {
    return new Refusal.TooLarge("Repository is larger than " + limit + " bytes");
  }

  private static StorageException failure(IOException cause) {
    return new StorageException("cannot keep an import: " + cause.getMessage(), cause);
  }
}
