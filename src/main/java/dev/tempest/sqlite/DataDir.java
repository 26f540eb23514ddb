package dev.tempest.sqlite;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.RefusedStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The volume: where everything lies under {@code TEMPEST_DATA_DIR}. */
public record DataDir(Path root) {
  /** Makes the folders that are missing. */
  public static DataDir create(Path root) {
    var dataDir = new DataDir(root.toAbsolutePath().normalize());
    try {
      for (Path folder : List.of(dataDir.repos(), dataDir.blobs(), dataDir.tmp())) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new RefusedStartException(
          "TEMPEST_DATA_DIR",
          "cannot make %s: is the volume mounted, and writable by this user? (%s)"
              .formatted(root, e),
          e);
    }
    return dataDir;
  }

  public Path accountDb() {
    return root.resolve("account.sqlite");
  }

  public Path sequencerDb() {
    return root.resolve("sequencer.sqlite");
  }

  public Path repos() {
    return root.resolve("repos");
  }

  public Path repoDb(Did did) {
    return repos().resolve(safeName(did) + ".sqlite");
  }

  public Path blobs() {
    return root.resolve("blobs");
  }

  public Path tmp() {
    return root.resolve("tmp");
  }

  public Path backups() {
    return root.resolve("backups");
  }

  public Path lockFile() {
    return root.resolve(".lock");
  }

  /** {@code did} as a file name: {@code did_plc_…}. */
  public static String safeName(Did did) {
    return did.value().replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
