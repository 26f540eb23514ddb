package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file in an archive, as the manifest lists it.
 *
 * @param path below the folder, with {@code /} between names: {@code repos/did_plc_x.sqlite}
 * @param size in bytes
 * @param sha256 in lower-case hexadecimal
 */
public record ArchiveFile(String path, long size, String sha256) {
  private static final int LONGEST_PATH_BYTES = 4096;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Separators of other systems, what a terminal would obey, and NUL. */
  private static final Pattern FORBIDDEN = Pattern.compile("[\\\\:\\p{Cntrl}]");

  private static final Set<String> NOT_NAMES = Set.of("", ".", "..");

  public ArchiveFile {
    requireSafe(path);
    if (path.equalsIgnoreCase(ArchiveWriter.MANIFEST)) {
      throw new ArchiveException(Reason.PATH_REFUSED, "the manifest lists itself");
    }
    if (size < 0 || !SHA256.matcher(sha256).matches()) {
      throw new ArchiveException(
          Reason.DAMAGED, "the manifest lists " + path + " without a proper size and SHA-256");
    }
  }

  /** Where the file lies when {@code folder} holds the content of the archive. */
  Path in(Path folder) {
    return resolve(folder, path);
  }

  static Path resolve(Path folder, String path) {
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      throw new ArchiveException(
          Reason.PATH_REFUSED, "this system cannot have a file named " + path, e);
    }
  }

  /** Databases shrink to a third; blobs are compressed images and films. */
  boolean isWorthCompressing() {
    return path.endsWith(".sqlite") || path.endsWith(".json");
  }

  private static void requireSafe(String path) {
    boolean safe =
        !FORBIDDEN.matcher(path).find()
            && StandardCharsets.UTF_8.newEncoder().canEncode(path)
            && path.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH_BYTES;
    for (String name : path.split("/", -1)) {
      safe &= !NOT_NAMES.contains(name);
    }
    if (!safe) {
      throw new ArchiveException(
          Reason.PATH_REFUSED,
          "the path \""
              + printable(path)
              + "\" is refused: it leads out of the folder, or is no path of a backup");
    }
  }

  /** {@code name} as it may stand in a message. */
  static String printable(String name) {
    String clean = name.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}
