package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.fault.Refusal;
import dev.tempest.s3.Body;
import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An object as one stream, however often its connections break: it is asked for again from where
 * the last one ended, after pauses that double. Ends with the store's {@link Refusal} when that has
 * not helped five times in a row.
 */
final class ResumingStream extends InputStream {
  private static final Logger LOG = Logger.getLogger(ResumingStream.class);
  private static final int RETRIES = 5;

  /** After that much, a break counts as the first again. */
  private static final long PROGRESS = 1 << 16;

  private final S3Bucket bucket;
  private final Stat object;
  private final Duration firstPause;
  private @Nullable Body body;
  private long position;
  private long brokeAt;
  private int breaks;

  ResumingStream(S3Bucket bucket, Stat object, Duration firstPause) {
    this.bucket = bucket;
    this.object = object;
    this.firstPause = firstPause;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (position < object.size()) {
      try {
        int count = body().content().read(into, offset, length);
        position += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        broke(new Refusal.Unavailable(sentence(e)));
      } catch (Refusal e) {
        broke(e);
      }
    }
    return -1;
  }

  private Body body() {
    if (body == null) {
      body = open();
    }
    return body;
  }

  private Body open() {
    if (position > 0 && !bucket.stat(object.key()).equals(Optional.of(object))) {
      throw replaced();
    }
    return bucket.get(object.key(), position, object.size() - 1).orElseThrow(this::replaced);
  }

  private void broke(Refusal refusal) throws IOException {
    close();
    breaks = position - brokeAt >= PROGRESS ? 1 : breaks + 1;
    brokeAt = position;
    if (breaks > RETRIES) {
      throw refusal;
    }
    LOG.warnf(
        "event=archive_download_broke key=%s position=%d size=%d: %s; reading on",
        object.key(), position, object.size(), refusal.getMessage());
    try {
      Thread.sleep(firstPause.multipliedBy(1L << (breaks - 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the object store");
    }
  }

  private String sentence(IOException failure) {
    return "the object store broke off %s at byte %d of %d (%s): try again later"
        .formatted(object.key(), position, object.size(), failure.getMessage());
  }

  private ArchiveException replaced() {
    return new ArchiveException(
        Reason.REPLACED, object.key() + " was replaced or deleted while it was read: try again");
  }

  @Override
  public void close() throws IOException {
    var open = body;
    body = null;
    if (open != null) {
      open.close();
    }
  }
}
