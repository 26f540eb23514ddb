package dev.tempest.backup;

import java.util.Optional;

/** The keys of backups in a bucket: the original Tempest's for archives, and a sidecar beside. */
final class BucketLayout {
  static final String PREFIX = "backups/";
  private static final String SIDECAR = ".json";

  private BucketLayout() {}

  /** {@code extension} with its dot. */
  static String archive(String name, String extension) {
    return PREFIX + name + extension;
  }

  static String sidecar(String name) {
    return PREFIX + name + SIDECAR;
  }

  static boolean isSidecar(String key) {
    return key.endsWith(SIDECAR);
  }

  /** The name of the backup that {@code key} belongs to; empty for what is nobody's. */
  static Optional<String> name(String key) {
    return key.startsWith(PREFIX)
        ? ArchiveName.backup(key.substring(PREFIX.length()))
            .or(() -> sidecarOf(key.substring(PREFIX.length())))
        : Optional.empty();
  }

  private static Optional<String> sidecarOf(String fileName) {
    return fileName.endsWith(SIDECAR)
        ? Optional.of(fileName.substring(0, fileName.length() - SIDECAR.length()))
            .filter(name -> BackupName.time(name).isPresent())
        : Optional.empty();
  }
}
