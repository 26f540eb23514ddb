package dev.tempest.archive;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.files.Folders;
import dev.tempest.files.Sha256;
import dev.tempest.progress.Progress;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes a folder as one archive. Each file is held to its size and checksum in the manifest while
 * it is read: what was written can be read again.
 */
public final class ArchiveWriter {
  /** The first file of every folder. */
  public static final String MANIFEST = "manifest.json";

  private static final int BUFFER = 1 << 16;

  private final Optional<ScryptRecipient> recipient;
  private final Progress progress;

  /** With a passphrase the archive is encrypted. */
  public ArchiveWriter(Optional<Passphrase> passphrase, Progress progress) {
    this(progress, passphrase.map(ScryptRecipient::of));
  }

  ArchiveWriter(Progress progress, Optional<ScryptRecipient> recipient) {
    this.recipient = recipient;
    this.progress = progress;
  }

  /** The extension of archives that are written so: {@code .zip} or {@code .zip.age}. */
  public String extension() {
    return recipient.isPresent() ? ".zip.age" : ".zip";
  }

  /**
   * Writes the manifest of {@code folder} and then {@code files}, which are asked for more than
   * once, always the same; each stream is closed. {@code target} is left open; what is in it after
   * a failure is no archive.
   */
  public WrittenArchive write(Path folder, Supplier<Stream<ArchiveFile>> files, OutputStream target)
      throws IOException {
    var measured = new MeasuredStream(target);
    if (recipient.isPresent()) {
      try (var encrypted = Age.encrypting(measured, recipient.get())) {
        writeZip(folder, files, encrypted);
      }
    } else {
      writeZip(folder, files, measured);
    }
    target.flush();
    return new WrittenArchive(measured.size(), measured.sha256(), recipient.isPresent());
  }

  /**
   * As {@link #write}, to the file {@code target}, which appears when it is whole and on disk. Only
   * its owner may read it.
   */
  public WrittenArchive writeFile(Path folder, Supplier<Stream<ArchiveFile>> files, Path target)
      throws IOException {
    Path partial = target.resolveSibling(".partial-" + target.getFileName());
    try {
      var written = writeDurably(folder, files, partial);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      Folders.force(target.toAbsolutePath().resolveSibling(""));
      return written;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private WrittenArchive writeDurably(Path folder, Supplier<Stream<ArchiveFile>> files, Path file)
      throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            Set.of(WRITE, CREATE, TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(Set.of(OWNER_READ, OWNER_WRITE)))) {
      var written = write(folder, files, Channels.newOutputStream(channel));
      channel.force(true);
      return written;
    }
  }

  private void writeZip(Path folder, Supplier<Stream<ArchiveFile>> files, OutputStream out)
      throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    progress.begin("Writing the archive", Files.size(manifest) + total(files), Progress.Unit.BYTES);
    try (var zip = new ZipWriter(new BufferedOutputStream(out, BUFFER));
        var content = open(manifest);
        var listed = files.get()) {
      zip.add(MANIFEST, true, content);
      for (var each = listed.iterator(); each.hasNext(); ) {
        add(zip, folder, each.next());
      }
      finish(zip, files);
    }
  }

  private static long total(Supplier<Stream<ArchiveFile>> files) {
    try (var listed = files.get()) {
      return listed.mapToLong(ArchiveFile::size).sum();
    }
  }

  private static void finish(ZipWriter zip, Supplier<Stream<ArchiveFile>> files)
      throws IOException {
    try (var listed = files.get()) {
      zip.finish(Stream.concat(Stream.of(MANIFEST), listed.map(ArchiveFile::path)).iterator());
    }
  }

  private void add(ZipWriter zip, Path folder, ArchiveFile file) throws IOException {
    var digest = Sha256.digest();
    try (var content = new DigestInputStream(open(file.in(folder)), digest)) {
      long size = zip.add(file.path(), file.isWorthCompressing(), content);
      if (size != file.size() || !Sha256.hex(digest).equals(file.sha256())) {
        throw new ArchiveException(
            Reason.MISMATCH,
            file.path() + " is not what the manifest lists: it changed, or the disk is failing");
      }
    }
  }

  private InputStream open(Path file) throws IOException {
    return new FilterInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count > 0) {
          progress.advance(count);
        }
        return count;
      }
    };
  }
}
