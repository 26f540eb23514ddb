package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The manifest on its way to its reader, copied as it passes. */
final class ManifestStream extends InputStream {
  /** That of four million files. */
  private static final long LARGEST = 1L << 30;

  private final InputStream content;
  private final OutputStream copy;
  private long size;

  ManifestStream(InputStream content, OutputStream copy) {
    this.content = content;
    this.copy = copy;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = content.read(into, offset, length);
    if (count > 0) {
      size += count;
      copy.write(into, offset, count);
    }
    if (size > LARGEST) {
      throw new ArchiveException(Reason.MISMATCH, "the archive's manifest is larger than 1 GiB");
    }
    return count;
  }
}
