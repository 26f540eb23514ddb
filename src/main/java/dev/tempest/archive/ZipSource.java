package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The bytes of a ZIP in their order: looked at, taken, or inflated. */
final class ZipSource {
  /** More than the longest local header. */
  private static final int CAPACITY = 1 << 17;

  private final InputStream in;
  private final byte[] buffer = new byte[CAPACITY];
  private final CRC32C checksum = new CRC32C();
  private int at;
  private int limit;
  private long taken;

  ZipSource(InputStream in) {
    this.in = in;
  }

  /** How many bytes were taken or inflated. */
  long position() {
    return taken;
  }

  /** The CRC-32C of those bytes. */
  long checksum() {
    return checksum.getValue();
  }

  /** The next {@code length} bytes, which stay; fewer at the end. */
  byte[] peek(int length) throws IOException {
    while (limit - at < length && fill()) {}
    return Arrays.copyOfRange(buffer, at, Math.min(at + length, limit));
  }

  /** The next {@code length} bytes, at most {@link #CAPACITY}. */
  byte[] take(int length) throws IOException {
    byte[] bytes = peek(length);
    if (bytes.length < length) {
      throw truncated();
    }
    advance(length);
    return bytes;
  }

  /** Inflates what comes next; -1 at the end of the deflated stream. */
  int inflate(Inflater inflater, byte[] into, int offset, int length) throws IOException {
    try {
      while (!inflater.finished()) {
        if (at == limit && !fill()) {
          throw truncated();
        }
        inflater.setInput(buffer, at, limit - at);
        int inflated = inflater.inflate(into, offset, length);
        advance(limit - at - inflater.getRemaining());
        if (inflated > 0) {
          return inflated;
        }
        if (inflater.needsDictionary()) {
          throw damaged(null);
        }
      }
      return -1;
    } catch (DataFormatException e) {
      throw damaged(e);
    }
  }

  ArchiveException truncated() {
    return new ArchiveException(
        Reason.TRUNCATED,
        "the archive ends after %d bytes, before its end: it was cut off".formatted(taken));
  }

  private ArchiveException damaged(@Nullable Exception cause) {
    return new ArchiveException(
        Reason.DAMAGED, "the archive is damaged near byte %d".formatted(taken), cause);
  }

  private void advance(int length) {
    checksum.update(buffer, at, length);
    at += length;
    taken += length;
  }

  private boolean fill() throws IOException {
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, limit - at);
      limit -= at;
      at = 0;
    }
    int length = in.read(buffer, limit, CAPACITY - limit);
    limit += Math.max(length, 0);
    return length >= 0;
  }
}
