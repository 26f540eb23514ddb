package dev.tempest.backup;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup that lies somewhere; the same one may lie in several places.
 *
 * @param location a folder, a file, or a key in the bucket
 * @param bytes 0 for a folder, which is not counted
 * @param whole false for what an upload that was cut off has left, or that has no sidecar
 * @param hostname of the server whose backup it is; null when nothing beside it says so
 */
@RegisterForReflection
public record StoredBackup(
    String name,
    Instant madeAt,
    Place place,
    String location,
    long bytes,
    boolean whole,
    @Nullable String hostname) {
  /** Servers may share a bucket: whether it is {@code server}'s. */
  boolean isOf(String server) {
    return server.equals(hostname);
  }

  /** Kinds of places. */
  @RegisterForReflection
  public enum Place {
    FOLDER,
    ARCHIVE,
    BUCKET
  }
}
