package dev.tempest.backup;

import dev.tempest.files.Folders;
import dev.tempest.files.PrivateFiles;
import dev.tempest.files.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A backup's folder while it fills, under a name that nobody takes for a backup's. Closing it
 * removes it, unless it was published.
 */
final class PartialBackup implements AutoCloseable {
  private final Path folder;
  private final Path whole;
  private boolean published;

  private PartialBackup(Path folder, Path whole) {
    this.folder = folder;
    this.whole = whole;
  }

  static PartialBackup begin(Path parent, String name) throws IOException {
    Path folder = parent.resolve(BackupLayout.PARTIAL + name);
    PrivateFiles.createFolder(folder);
    return new PartialBackup(folder, parent.resolve(name));
  }

  Path folder() {
    return folder;
  }

  /** Where {@code path} is to be, in a folder that is there. */
  Path place(String path) throws IOException {
    Path place = folder.resolve(path);
    PrivateFiles.createFolders(place.resolveSibling(""));
    return place;
  }

  /** An empty file, to be written. */
  Path file(String path) throws IOException {
    Path file = place(path);
    PrivateFiles.open(file).close();
    return file;
  }

  /** The entry of a file that is written, after it is on disk. */
  Manifest.FileEntry entry(String path) throws IOException {
    Path file = folder.resolve(path);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
      var hash = new DigestOutputStream(OutputStream.nullOutputStream(), Sha256.digest());
      Channels.newInputStream(channel).transferTo(hash);
      return new Manifest.FileEntry(path, channel.size(), Sha256.hex(hash.getMessageDigest()));
    }
  }

  /** Gives the backup its name; it is whole, and on disk. */
  Path publish() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Folders.force(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    Files.move(folder, whole, StandardCopyOption.ATOMIC_MOVE);
    published = true;
    Folders.force(whole.resolveSibling(""));
    return whole;
  }

  @Override
  public void close() throws IOException {
    if (!published) {
      Folders.delete(folder);
    }
  }
}
