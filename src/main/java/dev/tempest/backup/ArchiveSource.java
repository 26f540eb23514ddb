package dev.tempest.backup;

import dev.tempest.archive.ArchiveReader;
import dev.tempest.archive.Passphrase;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** A backup as one file, on disk or on S3. */
record ArchiveSource(String name, Opening opening, Optional<Passphrase> passphrase)
    implements BackupSource {
  /** Opens the archive at its beginning. */
  @FunctionalInterface
  interface Opening {
    InputStream open() throws IOException;
  }

  static ArchiveSource of(Path file, Optional<Passphrase> passphrase) {
    return new ArchiveSource(file.toString(), () -> Files.newInputStream(file), passphrase);
  }

  @Override
  public Manifest unpack(Path folder, Consumer<Manifest> manifest, Progress progress)
      throws IOException {
    Path early = folder.resolveSibling(folder.getFileName() + "." + Manifest.FILE_NAME);
    try (var archive = opening.open()) {
      new ArchiveReader(passphrase, progress)
          .extract(
              archive,
              folder,
              content -> {
                Files.copy(content, early);
                var found = Manifest.read(early);
                manifest.accept(found);
                return new ManifestFiles(found);
              });
      return Manifest.read(folder.resolve(Manifest.FILE_NAME));
    } finally {
      Files.deleteIfExists(early);
    }
  }
}
