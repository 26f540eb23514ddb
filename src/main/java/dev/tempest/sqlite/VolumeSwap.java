package dev.tempest.sqlite;

import dev.tempest.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Puts what a restore has made ready in the place of what lies on the volume, by renames. The
 * volume's own folder stays, for it may be a mount point. A note says what is under way: with it
 * the renames can be gone through again, wherever a crash ended them. Whoever calls this holds the
 * volume's lock.
 */
public final class VolumeSwap {
  private static final Logger LOG = Logger.getLogger(VolumeSwap.class);
  private static final String NOTE = ".restoring";

  /** Everything that is one server's. Backups lie beside it and stay. */
  private static final List<String> NAMES =
      List.of(
          "account.sqlite",
          "account.sqlite-wal",
          "account.sqlite-shm",
          "sequencer.sqlite",
          "sequencer.sqlite-wal",
          "sequencer.sqlite-shm",
          "oauth_jwks.json",
          "repos",
          "blobs",
          "tmp");

  private static final String TEMPORARY = "tmp";
  private static final String DEVICE = "unix:dev";

  private VolumeSwap() {}

  /** Which names hold something that must not be lost. */
  public static List<String> occupied(Path volume) throws IOException {
    var found = new ArrayList<String>();
    for (String name : NAMES) {
      if (!name.equals(TEMPORARY) && holdsFiles(volume.resolve(name))) {
        found.add(name);
      }
    }
    return found;
  }

  private static boolean holdsFiles(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var files = Files.walk(path)) {
      return files.anyMatch(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /**
   * Refuses a volume of which a part is mounted on its own: renames would come as far as that and
   * no further.
   */
  public static void requireMovable(Path volume) throws IOException {
    requireMovable(volume, MountPoints.ofThisProcess());
  }

  static void requireMovable(Path volume, MountPoints mounts) throws IOException {
    Path root = volume.toRealPath();
    for (String name : NAMES) {
      Path entry = root.resolve(name);
      if (mounts.within(entry) || isFolderOfAnotherDevice(entry, root)) {
        throw new IllegalStateException(
            "%s is a mount of its own, or holds one, and cannot be moved aside. Restore into another folder and copy what is in it to its places, or unmount it first"
                .formatted(entry));
      }
    }
  }

  /** Only folders: on an overlay files may seem to be of another device, and can be moved. */
  private static boolean isFolderOfAnotherDevice(Path entry, Path root) throws IOException {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
        && !Files.getAttribute(entry, DEVICE).equals(Files.getAttribute(root, DEVICE));
  }

  /**
   * Moves what {@code scratch} holds into {@code volume}, and what was there into {@code before}.
   * All three are on one file system, and what {@code scratch} holds is on disk.
   *
   * @param scratch below {@code volume}; it and the folder that it lies in are gone afterwards
   * @param before the name of a folder in {@code volume}, which is made if there is a need for it
   */
  public static void swap(Path volume, Path scratch, String before) throws IOException {
    requireMovable(volume);
    var lines = new ArrayList<String>();
    lines.add(volume.relativize(scratch).toString());
    lines.add(before);
    for (String name : NAMES) {
      if (Files.exists(scratch.resolve(name))) {
        lines.add(name);
      }
    }
    Path draft = volume.resolve(NOTE + ".new");
    Files.writeString(draft, String.join("\n", lines), StandardCharsets.UTF_8);
    Folders.force(draft);
    Files.move(draft, volume.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    Folders.force(volume);
    finish(volume);
  }

  /**
   * Whether a crash has ended a swap in the middle: neither volume is whole until it is finished.
   */
  public static boolean isUnfinished(Path volume) {
    return Files.exists(volume.resolve(NOTE));
  }

  /** For the start of a process: goes on with a swap that a crash has ended. */
  static void finishInterrupted(Path volume) {
    if (!isUnfinished(volume)) {
      return;
    }
    try (var _ = VolumeLock.acquire(new DataDir(volume))) {
      LOG.warnf(
          "event=restore_resumed: a crash ended a restore between the old volume and the new one;"
              + " going on to the new one");
      finish(volume);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "TEMPEST_DATA_DIR: a crash ended a restore between the old volume and the new one, and"
              + " going on failed. Nothing is lost: what was there lies in before-restore-… beside"
              + " it. Make the volume writable and start again",
          e);
    }
  }

  /** Goes through the renames that are left; nothing when no swap was begun. */
  public static void finish(Path volume) throws IOException {
    if (!isUnfinished(volume)) {
      return;
    }
    var lines = Files.readAllLines(volume.resolve(NOTE), StandardCharsets.UTF_8);
    Path scratch = volume.resolve(lines.get(0));
    Path before = volume.resolve(lines.get(1));
    var coming = lines.subList(2, lines.size());
    for (String name : NAMES) {
      boolean arrived = coming.contains(name) && !Files.exists(scratch.resolve(name));
      if (!arrived) {
        moveAway(volume.resolve(name), before);
      }
    }
    for (String name : coming) {
      if (Files.exists(scratch.resolve(name))) {
        Files.move(scratch.resolve(name), volume.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Folders.force(volume);
    Files.delete(volume.resolve(NOTE));
    Folders.force(volume);
    Path parent = scratch.resolveSibling("");
    discard(parent.equals(volume.resolve("")) ? scratch : parent);
  }

  private static void moveAway(Path old, Path before) throws IOException {
    if (holdsFiles(old)) {
      Files.createDirectories(before);
      Files.move(old, before.resolve(old.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      Folders.force(before);
    } else {
      discard(old);
    }
  }

  /** Removes a folder and all that is in it; it need not be there. */
  public static void discard(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Folders.delete(folder);
  }
}
