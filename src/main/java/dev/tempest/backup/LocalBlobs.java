package dev.tempest.backup;

import dev.tempest.blob.StoredBlobs;
import dev.tempest.progress.Progress;
import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes local blobs into a backup, by hard links where the file system can: as they were at the
 * cut, though they may have been removed or moved since. Each is read once, so that none goes in
 * that has rotted.
 */
final class LocalBlobs implements BlobPart {
  private final PartialBackup partial;
  private final CopiedDatabases databases;
  private final Path live;
  private final Path held;
  private final Progress progress;
  private final List<Manifest.BlobFault> faults = new ArrayList<>();
  private long count;
  private long bytes;
  private boolean linking = true;

  /** Blobs lie in {@code live}, and in {@code held}, in the same order, those removed meanwhile. */
  LocalBlobs(
      PartialBackup partial, CopiedDatabases databases, Path live, Path held, Progress progress) {
    this.partial = partial;
    this.databases = databases;
    this.live = live;
    this.held = held;
    this.progress = progress;
  }

  @Override
  public void takeFiles(ManifestWriter manifest) throws IOException {
    progress.begin("Checking blobs", databases.blobBytes(), Progress.Unit.BYTES);
    databases.blobs(
        (blob, referenced) -> {
          take(manifest, blob, referenced);
          progress.advance(blob.size());
        });
  }

  private void take(ManifestWriter manifest, StoredBlobs.Stored blob, boolean referenced)
      throws IOException {
    var path = find(name(blob));
    if (path.isEmpty()) {
      if (referenced) { // else an upload that nothing has come to refer to yet
        faults.add(new Manifest.BlobFault(blob.did(), blob.cid(), "missing"));
      }
      return;
    }
    var entry = partial.entry(path.get());
    if (!entry.sha256().equals(HexFormat.of().formatHex(blob.cid().digest().toArray()))) {
      Files.delete(partial.folder().resolve(path.get()));
      faults.add(new Manifest.BlobFault(blob.did(), blob.cid(), "damaged"));
      return;
    }
    manifest.file(entry);
    count++;
    bytes += entry.size();
  }

  // What is held was there at the cut. A blob that is in no place was perhaps moved while we
  // looked, and then it is held: so what is held is looked at again before the second place.
  private Optional<String> find(String name) throws IOException {
    var places = places(name);
    for (String current : places) {
      for (String kept : places) {
        if (takeFrom(held, kept)) {
          return Optional.of(kept);
        }
      }
      if (takeFrom(live, current)) {
        return Optional.of(current);
      }
    }
    return Optional.empty();
  }

  private static String name(StoredBlobs.Stored blob) {
    return DataDir.safeName(blob.did()) + "/" + blob.cid();
  }

  private static List<String> places(String name) {
    return List.of(
        BackupLayout.BLOBS + "/" + name,
        BackupLayout.BLOBS + "/" + BackupLayout.QUARANTINE + "/" + name);
  }

  private boolean takeFrom(Path root, String path) throws IOException {
    Path source = root.resolve(path.substring(BackupLayout.BLOBS.length() + 1));
    if (!Files.exists(source)) {
      return false;
    }
    try {
      copy(source, partial.place(path));
      return true;
    } catch (NoSuchFileException moved) {
      return false;
    }
  }

  private void copy(Path source, Path target) throws IOException {
    if (linking) {
      try {
        Files.createLink(target, source);
        return;
      } catch (NoSuchFileException moved) {
        throw moved;
      } catch (UnsupportedOperationException | IOException noLinks) {
        linking = false;
      }
    }
    Files.copy(source, target);
  }

  @Override
  public void list(ManifestWriter manifest) throws IOException {
    manifest.beginBlobs(new Manifest.Blobs("local", count, bytes, faults));
    databases.blobs(
        (blob, referenced) -> {
          if (places(name(blob)).stream()
              .anyMatch(path -> Files.exists(partial.folder().resolve(path)))) {
            manifest.blob(new Manifest.BlobEntry(blob.did(), blob.cid(), blob.size()));
          }
        });
  }
}
