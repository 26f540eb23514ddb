package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A backup's {@code manifest.json}: the last file to be written, so that a folder without it is no
 * backup. The short facts are here; the long lists are read from the file each time, entry by
 * entry, for a backup may have a million blobs.
 */
public final class Manifest {
  public static final String FILE_NAME = "manifest.json";

  /** The original Tempest's was 1: without checksums, and not of one instant. */
  public static final int VERSION = 2;

  private final Path file;
  private final About about;
  private final Totals totals;
  private final Blobs blobs;

  private Manifest(Path file, About about, Totals totals, Blobs blobs) {
    this.file = file;
    this.about = about;
    this.totals = totals;
    this.blobs = blobs;
  }

  /**
   * What is said of the backup as a whole.
   *
   * @param notInside what the operator must keep elsewhere, each with the reason
   */
  public record About(
      String name,
      Instant createdAt,
      String tempestVersion,
      String hostname,
      String sourceDataDir,
      List<String> contains,
      List<String> notInside,
      long lastSeq) {
    public About {
      contains = List.copyOf(contains);
      notInside = List.copyOf(notInside);
    }
  }

  /**
   * A file of the backup.
   *
   * @param path below the backup's folder, with slashes: one of the few that a backup has
   * @param sha256 in lower case hexadecimal digits
   */
  public record FileEntry(String path, long size, String sha256) {}

  /** An account, deleted ones too; without {@code head} and {@code rev} when it has no commit. */
  public record AccountEntry(
      Did did,
      @Nullable Handle handle,
      AccountStatus status,
      @Nullable Cid head,
      @Nullable Tid rev) {}

  /** A blob that was there, in the backup or on S3. */
  public record BlobEntry(Did did, Cid cid, long size) {}

  /** A blob that records refer to and that was {@code missing} or {@code damaged} already. */
  public record BlobFault(Did did, Cid cid, String fault) {}

  /** The blobs in short. {@code store} is {@code local} or {@code s3}. */
  public record Blobs(String store, long count, long bytes, List<BlobFault> faults) {
    public Blobs {
      faults = List.copyOf(faults);
    }

    public boolean areLocal() {
      return store.equals("local");
    }
  }

  /** How long the lists are. {@code bytes} is of all files. */
  public record Totals(long files, long bytes, long accounts) {}

  /** Reads and checks everything: form, paths, that no file is named twice, and its own hash. */
  public static Manifest read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BackupException(
          file + " is missing: this is no backup, or one that was never finished");
    }
    try {
      ManifestReader.requireVersion(file);
      ManifestHash.require(file);
      try (var reader = new ManifestReader(file)) {
        var about = reader.about();
        var totals = count(reader);
        var blobs = reader.blobs();
        long bytes = 0;
        long count = 0;
        for (var blob = reader.nextBlob(); blob != null; blob = reader.nextBlob()) {
          bytes += blob.size();
          count++;
        }
        if (count != blobs.count() || bytes != blobs.bytes()) {
          throw new BackupException(file + " is damaged: it counts its blobs wrong");
        }
        return new Manifest(file, about, totals, blobs);
      }
    } catch (IOException e) {
      throw new BackupException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Totals count(ManifestReader reader) throws IOException {
    Set<Long> paths = new HashSet<>();
    long bytes = 0;
    for (var entry = reader.nextFile(); entry != null; entry = reader.nextFile()) {
      if (!paths.add(ManifestHash.shortHash(entry.path()))) {
        throw reader.damaged(entry.path() + " is named twice");
      }
      bytes += entry.size();
    }
    for (String needed : List.of(BackupLayout.ACCOUNTS, BackupLayout.SEQUENCER)) {
      if (!paths.contains(ManifestHash.shortHash(needed))) {
        throw reader.damaged("there is no " + needed);
      }
    }
    long accounts = 0;
    while (reader.nextAccount() != null) {
      accounts++;
    }
    return new Totals(paths.size(), bytes, accounts);
  }

  public About about() {
    return about;
  }

  public Totals totals() {
    return totals;
  }

  public Blobs blobs() {
    return blobs;
  }

  /** Every file but the manifest itself. To be closed. */
  public Stream<FileEntry> files() {
    var reader = reopen();
    return stream(reader, () -> unchecked(reader::nextFile));
  }

  /** To be closed. */
  public Stream<AccountEntry> accounts() {
    var reader = reopen();
    skip(reader::nextFile);
    return stream(reader, () -> unchecked(reader::nextAccount));
  }

  /** Every blob that was there. To be closed. */
  public Stream<BlobEntry> inventory() {
    var reader = reopen();
    skip(reader::nextFile);
    skip(reader::nextAccount);
    unchecked(reader::blobs);
    return stream(reader, () -> unchecked(reader::nextBlob));
  }

  private ManifestReader reopen() {
    return unchecked(
        () -> {
          var reader = new ManifestReader(file);
          reader.about();
          return reader;
        });
  }

  @FunctionalInterface
  private interface Reading<T extends @Nullable Object> {
    T read() throws IOException;
  }

  private static <T extends @Nullable Object> T unchecked(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void skip(Reading<? extends @Nullable Object> next) {
    Object entry;
    do {
      entry = unchecked(next);
    } while (entry != null);
  }

  private static <T> Stream<T> stream(ManifestReader reader, Supplier<@Nullable T> next) {
    var entries =
        new Spliterators.AbstractSpliterator<T>(Long.MAX_VALUE, Spliterator.ORDERED) {
          private boolean ended;

          @Override
          public boolean tryAdvance(Consumer<? super T> action) {
            T entry = ended ? null : next.get();
            if (entry == null) {
              ended = true; // iterators ask more than once
              return false;
            }
            action.accept(entry);
            return true;
          }
        };
    return StreamSupport.stream(entries, false).onClose(reader::close);
  }
}
