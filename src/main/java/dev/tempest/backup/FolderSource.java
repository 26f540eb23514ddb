package dev.tempest.backup;

import dev.tempest.files.PrivateFiles;
import dev.tempest.files.Sha256;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.VolumeSwap;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A backup as a folder. */
record FolderSource(Path root) implements BackupSource {
  private static final int BUFFER_BYTES = 64 * 1024;

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Manifest unpack(Path folder, Consumer<Manifest> manifest, Progress progress)
      throws IOException {
    var found = Manifest.read(root.resolve(Manifest.FILE_NAME));
    manifest.accept(found);
    progress.begin("copy the backup", found.totals().bytes(), Progress.Unit.BYTES);
    PrivateFiles.createFolder(folder);
    boolean whole = false;
    try (var files = found.files()) {
      for (var entry : (Iterable<Manifest.FileEntry>) files::iterator) {
        unpack(entry, folder.resolve(entry.path()), progress);
      }
      Path copy = folder.resolve(Manifest.FILE_NAME);
      Files.copy(root.resolve(Manifest.FILE_NAME), copy);
      whole = true;
      return Manifest.read(copy);
    } finally {
      if (!whole) {
        VolumeSwap.discard(folder);
      }
    }
  }

  /** Checks every file against the manifest, and copies none. */
  Manifest check(Progress progress) throws IOException {
    var found = Manifest.read(root.resolve(Manifest.FILE_NAME));
    progress.begin("read the backup", found.totals().bytes(), Progress.Unit.BYTES);
    try (var files = found.files()) {
      for (var entry : (Iterable<Manifest.FileEntry>) files::iterator) {
        check(entry, OutputStream.nullOutputStream(), progress);
      }
    }
    return found;
  }

  /** Blobs never change, so that both may be the same file. */
  private void unpack(Manifest.FileEntry entry, Path target, Progress progress) throws IOException {
    PrivateFiles.createFolders(target.resolveSibling(""));
    if (entry.path().startsWith(BackupLayout.BLOBS + "/") && link(entry, target)) {
      check(entry, OutputStream.nullOutputStream(), progress);
      return;
    }
    try (var out = PrivateFiles.create(target)) {
      check(entry, out, progress);
    }
  }

  private boolean link(Manifest.FileEntry entry, Path target) throws IOException {
    try {
      Files.createLink(target, source(entry));
      return true;
    } catch (UnsupportedOperationException | FileSystemException otherFileSystem) {
      return false;
    }
  }

  private void check(Manifest.FileEntry entry, OutputStream copy, Progress progress)
      throws IOException {
    var digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    try (InputStream content = Files.newInputStream(source(entry))) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
        copy.write(buffer, 0, read);
        size += read;
        progress.advance(read);
      }
    }
    if (size != entry.size() || !Sha256.hex(digest).equals(entry.sha256())) {
      throw new BackupException(
          "%s of the backup is damaged: it has %d bytes and another SHA-256 than the manifest says"
              .formatted(entry.path(), size));
    }
  }

  /** Only what lies in the backup itself: a link could lead anywhere. */
  private Path source(Manifest.FileEntry entry) throws IOException {
    Path file = root.resolve(entry.path());
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && file.toRealPath().equals(root.toRealPath().resolve(entry.path()))) {
        return file;
      }
    } catch (NoSuchFileException missing) {
      throw new BackupException(entry.path() + " is missing in the backup", missing);
    }
    throw new BackupException(
        entry.path()
            + (Files.exists(file) ? " of the backup is a link" : " is missing in the backup"));
  }
}
