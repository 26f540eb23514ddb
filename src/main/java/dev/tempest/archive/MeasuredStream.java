package dev.tempest.archive;

import dev.tempest.files.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** What passes is counted and hashed. */
final class MeasuredStream extends FilterOutputStream {
  private final MessageDigest digest = Sha256.digest();
  private long size;

  MeasuredStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    digest.update(bytes, offset, length);
    size += length;
  }

  long size() {
    return size;
  }

  /** Of everything that passed; to be asked once. */
  String sha256() {
    return Sha256.hex(digest);
  }
}
