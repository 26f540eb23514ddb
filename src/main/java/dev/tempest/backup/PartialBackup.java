package dev.tempest.backup;

import dev.tempest.archive.PrivateFiles;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.util.HexFormat;
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
      var hash =
          new DigestOutputStream(java.io.OutputStream.nullOutputStream(), ManifestHash.sha256());
      Channels.newInputStream(channel).transferTo(hash);
      return new Manifest.FileEntry(
          path, channel.size(), HexFormat.of().formatHex(hash.getMessageDigest().digest()));
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
            force(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    Files.move(folder, whole, StandardCopyOption.ATOMIC_MOVE);
    published = true;
    force(whole.resolveSibling(""));
    return whole;
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    if (!published) {
      deleteTree(folder);
    }
  }
}
