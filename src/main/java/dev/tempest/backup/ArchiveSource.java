package dev.tempest.backup;

import dev.tempest.archive.ArchiveFile;
import dev.tempest.archive.ArchiveReader;
import dev.tempest.archive.Passphrase;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A backup as one file, on disk or on S3. */
record ArchiveSource(
    String name, Opening opening, Runnable closing, Optional<Passphrase> passphrase)
    implements BackupSource {
  /** Opens the archive at its beginning. */
  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  static ArchiveSource of(Path file, Optional<Passphrase> passphrase) {
    return new ArchiveSource(
        file.toString(), () -> Files.newInputStream(file), () -> {}, passphrase);
  }

  @Override
  public Manifest unpack(Path folder, Consumer<Manifest> manifest, Progress progress)
      throws IOException {
    try (var archive = opening.open()) {
      new ArchiveReader(passphrase, progress)
          .extract(
              archive,
              folder,
              file -> {
                var found = Manifest.read(file);
                manifest.accept(found);
                return files(found);
              });
      return Manifest.read(folder.resolve(Manifest.FILE_NAME));
    }
  }

  @Override
  public void close() {
    closing.run();
  }

  /** The files of a manifest, as an archive holds them. */
  static Supplier<Stream<ArchiveFile>> files(Manifest manifest) {
    return () ->
        manifest.files().map(file -> new ArchiveFile(file.path(), file.size(), file.sha256()));
  }
}
