package dev.tempest.backup;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.sqlite.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes local blobs into a backup, by hard links where the file system can: as they were at the
 * cut, though they may have been removed or moved since. Each is read once, so that none goes in
 * that has rotted.
 */
final class BlobCopies {
  private final PartialBackup partial;
  private final Path live;
  private final Path held;
  private boolean linking = true;

  /** {@code held} is where removed blobs are kept, in the same order. */
  BlobCopies(PartialBackup partial, Path live, Path held) {
    this.partial = partial;
    this.live = live;
    this.held = held;
  }

  /** What became of a blob. */
  sealed interface Taken {
    record Whole(Manifest.FileEntry entry) implements Taken {}

    record Damaged() implements Taken {}

    record Missing() implements Taken {}
  }

  Taken take(Did did, Cid cid) throws IOException {
    String name = DataDir.safeName(did) + "/" + cid;
    var path = find(name);
    if (path.isEmpty()) {
      return new Taken.Missing();
    }
    var entry = partial.entry(path.get());
    if (!entry.sha256().equals(HexFormat.of().formatHex(cid.digest().toArray()))) {
      Files.delete(partial.folder().resolve(path.get()));
      return new Taken.Damaged();
    }
    return new Taken.Whole(entry);
  }

  // What is held was there at the cut. A blob that is in no place was perhaps moved while we
  // looked, and then it is held: so everything is looked at before its second place.
  private Optional<String> find(String name) throws IOException {
    String permanent = BackupLayout.BLOBS + "/" + name;
    String quarantined = BackupLayout.BLOBS + "/" + BackupLayout.QUARANTINE + "/" + name;
    for (String current : List.of(permanent, quarantined)) {
      for (String kept : List.of(permanent, quarantined)) {
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
}
