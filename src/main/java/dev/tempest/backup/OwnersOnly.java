package dev.tempest.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Modes for what nobody but the server's user may read: a backup holds keys and passwords. */
final class OwnersOnly {
  static final FileAttribute<Set<PosixFilePermission>> FILE = attribute("rw-------");
  static final FileAttribute<Set<PosixFilePermission>> FOLDER = attribute("rwx------");

  private OwnersOnly() {}

  private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** Makes the folders that are missing; one that is there stays as it is. */
  static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, FOLDER);
  }
}
