package dev.tempest.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.archive.WrittenArchive;
import dev.tempest.sqlite.Cut;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was made.
 *
 * @param folder where it lies, when it was kept as a folder
 * @param archive where its archive lies, when there is one
 * @param faults blobs that records refer to and that are not in it, for they were lost before
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupResult(
    String name,
    Instant createdAt,
    @Nullable String folder,
    @Nullable Archive archive,
    long files,
    long bytes,
    long accounts,
    long lastSeq,
    Blobs blobs,
    List<Manifest.BlobFault> faults,
    double seconds,
    Pause pauseMillis) {
  public BackupResult {
    faults = List.copyOf(faults);
  }

  /** {@code location} is a file, or a key in the bucket. */
  @RegisterForReflection
  public record Archive(String location, long size, String sha256, boolean encrypted) {
    static Archive of(String location, WrittenArchive written) {
      return new Archive(location, written.size(), written.sha256(), written.encrypted());
    }
  }

  @RegisterForReflection
  public record Blobs(String store, long count, long bytes) {}

  /** The longest that a write was held up: by the cut itself, and by keeping its file as it was. */
  @RegisterForReflection
  public record Pause(double atGate, double pinning) {
    static Pause of(Cut.Pause pause) {
      return new Pause(millis(pause.atGate()), millis(pause.pinning()));
    }

    private static double millis(Duration duration) {
      return duration.toNanos() / 1e6;
    }
  }
}
