package dev.tempest.archive;

import dev.tempest.s3.S3Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Archives in a bucket. */
public final class ArchiveStore {
  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final S3Bucket bucket;
  private final Duration firstPause;

  public ArchiveStore(S3Bucket bucket) {
    this(bucket, FIRST_PAUSE);
  }

  ArchiveStore(S3Bucket bucket, Duration firstPause) {
    this.bucket = bucket;
    this.firstPause = firstPause;
  }

  /**
   * Writes {@code folder} to {@code key} as {@link ArchiveWriter#write} does; the service checks
   * each part against its MD5. After a failure there is nothing at {@code key}.
   */
  public WrittenArchive upload(
      String key, ArchiveWriter writer, Path folder, Supplier<Stream<ArchiveFile>> files)
      throws IOException {
    try (var upload = bucket.upload(key, CONTENT_TYPE)) {
      var written = writer.write(folder, files, upload.content());
      upload.complete();
      return written;
    }
  }

  /**
   * The archive at {@code key}, if there is one. Reads on where a connection broke. Whoever opens
   * it closes it.
   */
  public Optional<InputStream> download(String key) {
    return bucket.stat(key).map(found -> new ResumingStream(bucket, found, firstPause));
  }
}
