package dev.tempest.backup;

import java.util.List;
import java.util.Optional;

/** A backup's name and {@code .zip}, or {@code .zip.age} when it is encrypted. */
final class ArchiveName {
  static final String ENCRYPTED = ".zip.age";
  static final String PLAIN = ".zip";
  private static final List<String> EXTENSIONS = List.of(ENCRYPTED, PLAIN);

  private ArchiveName() {}

  /** The name of the backup in {@code fileName}; empty when that is no archive's. */
  static Optional<String> backup(String fileName) {
    return EXTENSIONS.stream()
        .filter(fileName::endsWith)
        .map(extension -> fileName.substring(0, fileName.length() - extension.length()))
        .filter(name -> BackupName.time(name).isPresent())
        .findFirst();
  }
}
