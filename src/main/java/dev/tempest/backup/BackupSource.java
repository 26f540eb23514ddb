package dev.tempest.backup;

import dev.tempest.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A backup, wherever it lies and however it is packed. */
interface BackupSource extends AutoCloseable {
  /** As the operator knows it. */
  String name();

  /**
   * Lays the backup's files, and its manifest, into {@code folder}, which does not exist yet and
   * does not when this throws. Each file is checked against the manifest on its way.
   *
   * @param manifest is told as soon as it is known, and may refuse
   * @throws BackupException or {@link dev.tempest.archive.ArchiveException}, when the backup is not
   *     as it was made
   */
  Manifest unpack(Path folder, Consumer<Manifest> manifest, Progress progress) throws IOException;

  @Override
  default void close() {}
}
