package dev.tempest.blob;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream; that there are fewer is a failure. */
final class Exactly extends FilterInputStream {
  private final long size;
  private long read;

  Exactly(InputStream source, long size) {
    super(source);
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (read == size) {
      return -1;
    }
    int count = in.read(into, offset, (int) Math.min(length, size - read));
    if (count < 0) {
      throw new IOException("the blob ended after %d of %d bytes".formatted(read, size));
    }
    read += count;
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
