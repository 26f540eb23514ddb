package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;

/**
 * Reads an archive once from front to back. Whatever is not as it was written is an {@link
 * ArchiveException}. The stream is left open.
 */
public final class ArchiveReader {
  private static final int PIECE = 1 << 16;

  private final Optional<Passphrase> passphrase;
  private final Progress progress;

  /** The passphrase is for archives that are encrypted; others do without. */
  public ArchiveReader(Optional<Passphrase> passphrase, Progress progress) {
    this.passphrase = passphrase;
    this.progress = progress;
  }

  /** Where the content of a file goes. */
  private interface Destination {
    OutputStream open(String path) throws IOException;
  }

  /**
   * Unpacks into {@code folder}, which must not exist and does not when this throws. The files are
   * not forced to disk.
   */
  public ReadArchive extract(InputStream archive, Path folder, ManifestReader manifest)
      throws IOException {
    Files.createDirectory(folder);
    boolean whole = false;
    try {
      var read = read(archive, path -> create(folder, path), manifest);
      whole = true;
      return read;
    } finally {
      if (!whole) {
        Folders.delete(folder);
      }
    }
  }

  /** Checks everything and writes nothing. */
  public ReadArchive check(InputStream archive, ManifestReader manifest) throws IOException {
    return read(archive, _ -> OutputStream.nullOutputStream(), manifest);
  }

  private ReadArchive read(InputStream archive, Destination destination, ManifestReader manifest)
      throws IOException {
    var opened = OpenedArchive.open(archive, passphrase);
    try (var zip = new ZipReader(opened.zip())) {
      if (!zip.beginsWith(ArchiveWriter.MANIFEST)) {
        throw new ArchiveException(
            Reason.NOT_AN_ARCHIVE, "the file is a ZIP that was not made as a backup's archive");
      }
      Iterable<ArchiveFile> files = manifest(zip, destination, manifest);
      long count = 0;
      long bytes = requireDistinct(files);
      progress.begin("Reading the archive", bytes, Progress.Unit.BYTES);
      byte[] piece = new byte[PIECE];
      for (ArchiveFile file : files) {
        try (var out = destination.open(file.path())) {
          copy(zip.next(file.path()), file, out, piece);
        }
        count++;
      }
      zip.finish();
      return new ReadArchive(count, bytes, opened.encrypted());
    }
  }

  private static Iterable<ArchiveFile> manifest(
      ZipReader zip, Destination destination, ManifestReader reader) throws IOException {
    try (var copy = destination.open(ArchiveWriter.MANIFEST)) {
      var manifest = new ManifestStream(zip.next(ArchiveWriter.MANIFEST), copy);
      try {
        return reader.read(manifest);
      } finally {
        manifest.transferTo(OutputStream.nullOutputStream()); // damage explains what it threw
      }
    }
  }

  /** The size of all files. */
  private static long requireDistinct(Iterable<ArchiveFile> files) {
    var paths = new HashSet<String>();
    long bytes = 0;
    for (ArchiveFile file : files) {
      if (!paths.add(file.path())) {
        throw twice(file.path());
      }
      bytes += file.size();
    }
    return bytes;
  }

  private void copy(InputStream content, ArchiveFile file, OutputStream out, byte[] piece)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    long size = 0;
    for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
      size += length;
      if (size > file.size()) {
        throw mismatch(file, "is larger than its manifest lists");
      }
      out.write(piece, 0, length);
      digest.update(piece, 0, length);
      progress.advance(length);
    }
    if (size < file.size()) {
      throw mismatch(file, "is smaller than its manifest lists");
    }
    if (!Sha256.hex(digest).equals(file.sha256())) {
      throw mismatch(file, "has another SHA-256 than its manifest lists");
    }
  }

  private static OutputStream create(Path folder, String path) throws IOException {
    Path file = ArchiveFile.resolve(folder, path);
    try {
      Files.createDirectories(file.resolveSibling(""));
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw twice(path);
    }
  }

  private static ArchiveException mismatch(ArchiveFile file, String how) {
    return new ArchiveException(Reason.MISMATCH, "in the archive " + file.path() + " " + how);
  }

  private static ArchiveException twice(String path) {
    return new ArchiveException(
        Reason.PATH_REFUSED, "the manifest lists " + path + " twice, or as file and folder");
  }
}
