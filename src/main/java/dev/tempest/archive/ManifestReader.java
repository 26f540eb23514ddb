package dev.tempest.archive;

import java.io.IOException;
import java.io.InputStream;

/** Reads what an archive must hold. */
@FunctionalInterface
public interface ManifestReader {
  /**
   * The files that follow {@code manifest}, in their order; they are gone through more than once.
   * Nothing else of the archive was written when this is called, and what it throws ends the
   * reading. The end of {@code manifest} need not be read.
   */
  Iterable<ArchiveFile> read(InputStream manifest) throws IOException;
}
