package dev.tempest.backup;

import dev.tempest.archive.ArchiveFile;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The files of a manifest, as an archive wants them: gone through from the first to the last. */
record ManifestFiles(Manifest manifest) implements Iterable<ArchiveFile> {
  @Override
  public Iterator<ArchiveFile> iterator() {
    var files = manifest.files();
    var entries = files.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = entries.hasNext();
        if (!more) {
          files.close();
        }
        return more;
      }

      @Override
      public ArchiveFile next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        var entry = entries.next();
        return new ArchiveFile(entry.path(), entry.size(), entry.sha256());
      }
    };
  }
}
