package dev.tempest.s3;

import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;

/** An object's bytes as they come, which must be as many as were promised. */
final class ObjectContent extends InputStream {
  private final ResponseInputStream<?> source;
  private final long size;
  private long read;

  ObjectContent(ResponseInputStream<?> source, long size) {
    this.source = source;
    this.size = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (read == size || length == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = source.read(into, offset, (int) Math.min(length, size - read));
    if (count < 0) {
      throw new IOException("the object store sent %d of %d bytes".formatted(read, size));
    }
    read += count;
    return count;
  }

  /** Drops the connection rather than read on to the end. */
  @Override
  public void close() throws IOException {
    if (read < size) {
      source.abort();
    } else {
      source.close();
    }
  }
}
