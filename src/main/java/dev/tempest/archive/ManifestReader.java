package dev.tempest.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads what an archive must hold. */
@FunctionalInterface
public interface ManifestReader {
  /**
   * The files that follow the manifest, in their order, each once. They are asked for more than
   * once, and each stream is closed.
   *
   * @param manifest whole and undamaged, there until the archive was read; nothing else of the
   *     archive was written yet, and what this throws ends the reading
   */
  Supplier<Stream<ArchiveFile>> read(Path manifest) throws IOException;
}
