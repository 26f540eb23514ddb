package dev.tempest.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.files.Folders;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration's files, {@code <data>/migrations/<safe did>}, which nobody else may read: {@code
 * state.json}, the repository and blobs in flight, sealed sessions, and at the end {@code
 * report.json}.
 */
final class MigrationFolder implements Journal {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final String STATE = "state.json";
  private static final String REPORT = "report.json";

  private final Path root;

  private MigrationFolder(Path root) {
    this.root = root;
  }

  static MigrationFolder of(Path migrations, Did did) {
    return new MigrationFolder(migrations.resolve(did.value().replaceAll("[^A-Za-z0-9._-]", "_")));
  }

  /** All that were begun on this volume. */
  static List<MigrationFolder> all(Path migrations) {
    var found = new ArrayList<MigrationFolder>();
    if (Files.isDirectory(migrations)) {
      try (var folders = Files.newDirectoryStream(migrations, Files::isDirectory)) {
        folders.forEach(folder -> found.add(new MigrationFolder(folder)));
      } catch (IOException e) {
        throw failure(e);
      }
    }
    return found;
  }

  /** Makes the folder; refuses while another process works in it. Closing lets go of it. */
  Closeable claim() {
    FileChannel channel = null;
    try {
      Files.createDirectories(root.getParent());
      if (!Files.isDirectory(root)) {
        Files.createDirectory(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      channel =
          FileChannel.open(
              root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw Refusal.invalid("another process works on this migration: wait for it, or end it");
      }
      return channel;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  Path root() {
    return root;
  }

  Path car() {
    return root.resolve("repo.car");
  }

  /** Empty before the first step and after the last. */
  Optional<State> state() {
    return read(STATE, State.class);
  }

  @Override
  public void write(State state) {
    write(STATE, json(state));
  }

  Optional<MigrationReport> report() {
    return read(REPORT, MigrationReport.class);
  }

  /** Whose migration this is. */
  Optional<Did> account() {
    return state().map(State::account).or(() -> report().map(report -> new Did(report.did())));
  }

  /** The names that the account has or had, as far as they are known. */
  List<String> handles() {
    return state()
        .map(State::plan)
        .map(plan -> List.of(plan.sourceHandle(), plan.handle()))
        .or(() -> report().map(report -> List.of(report.formerHandle(), report.handle())))
        .orElse(List.of());
  }

  /** The last step of all: what is left is the report. */
  void finish(MigrationReport report) {
    write(REPORT, json(report));
    removeAllBut(REPORT);
  }

  /** Nothing is left. */
  void remove() {
    removeAllBut(null);
    try {
      Files.deleteIfExists(root);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void removeAllBut(@Nullable String kept) {
    try (var files = Files.newDirectoryStream(root)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(kept)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static byte[] json(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw failure(impossible);
    }
  }

  private <T> Optional<T> read(String name, Class<T> type) {
    try {
      Path file = root.resolve(name);
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), type))
          : Optional.empty();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** The whole of the new content, or of the old, whatever happens. */
  void write(String name, byte[] content) {
    Path fresh = root.resolve(name + ".new");
    try {
      try (var channel =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        for (var rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(fresh, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      Folders.force(root);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException("cannot keep the migration's state: " + cause, cause);
  }
}
