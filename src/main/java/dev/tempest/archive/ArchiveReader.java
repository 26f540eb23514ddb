package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.files.Folders;
import dev.tempest.files.PrivateFiles;
import dev.tempest.files.Sha256;
import dev.tempest.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads an archive once from front to back. Whatever is not as it was written is an {@link
 * ArchiveException}. The stream is left open.
 */
public final class ArchiveReader {
  private static final int PIECE = 1 << 16;

  /** That of millions of files. */
  private static final long LARGEST_MANIFEST = 1L << 30;

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
    PrivateFiles.createFolder(folder);
    boolean whole = false;
    try {
      Path copy = folder.resolve(ArchiveWriter.MANIFEST);
      var read = read(archive, manifest, copy, path -> create(folder, path));
      whole = true;
      return read;
    } finally {
      if (!whole) {
        Folders.delete(folder);
      }
    }
  }

  /**
   * Checks everything and keeps nothing; only the manifest lies in the system's temporary folder
   * meanwhile.
   */
  public ReadArchive check(InputStream archive, ManifestReader manifest) throws IOException {
    Path copy = Files.createTempFile("tempest-", ".json");
    try {
      return read(archive, manifest, copy, _ -> OutputStream.nullOutputStream());
    } finally {
      Files.delete(copy);
    }
  }

  private ReadArchive read(
      InputStream archive, ManifestReader manifest, Path copy, Destination destination)
      throws IOException {
    var opened = OpenedArchive.open(archive, passphrase);
    try (var zip = new ZipReader(opened.zip())) {
      copyManifest(zip, copy);
      var files = manifest.read(copy);
      long total = total(files);
      progress.begin("Reading the archive", total, Progress.Unit.BYTES);
      long count = 0;
      byte[] piece = new byte[PIECE];
      try (var listed = files.get()) {
        for (var each = listed.iterator(); each.hasNext(); count++) {
          ArchiveFile file = each.next();
          try (var out = destination.open(file.path())) {
            copy(zip.next(file.path()), file, out, piece);
          }
        }
      }
      zip.finish();
      return new ReadArchive(count, total, opened.encrypted());
    }
  }

  private static void copyManifest(ZipReader zip, Path copy) throws IOException {
    if (!zip.beginsWith(ArchiveWriter.MANIFEST)) {
      throw new ArchiveException(
          Reason.NOT_AN_ARCHIVE, "the file is a ZIP that was not made as a backup's archive");
    }
    var content = zip.next(ArchiveWriter.MANIFEST);
    byte[] piece = new byte[PIECE];
    long size = 0;
    try (var out = Files.newOutputStream(copy)) {
      for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
        size += length;
        if (size > LARGEST_MANIFEST) {
          throw new ArchiveException(
              Reason.MISMATCH, "the archive's manifest is larger than 1 GiB");
        }
        out.write(piece, 0, length);
      }
    }
  }

  private static long total(Supplier<Stream<ArchiveFile>> files) {
    try (var listed = files.get()) {
      return listed.mapToLong(ArchiveFile::size).sum();
    }
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
      PrivateFiles.createFolders(file.resolveSibling(""));
      return PrivateFiles.create(file);
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
