package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A whole blob that is hashed while it is read. What comes last is given out only when the hash is
 * the CID's: a reader of damaged content gets a failure, and never the whole.
 */
final class VerifiedContent extends InputStream {
  /** Content that is not what its CID says. */
  static final class Damaged extends IOException {
    Damaged(Cid cid) {
      super("the blob in the store is not " + cid);
    }
  }

  private final InputStream source;
  private final Cid cid;
  private final long size;
  private final MessageDigest digest = Sha256.digest();
  private long read;
  private boolean checked;

  /** {@code source} yields {@code size} bytes. */
  VerifiedContent(InputStream source, Cid cid, long size) {
    this.source = source;
    this.cid = cid;
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
    int count = source.read(into, offset, length);
    if (count > 0) {
      digest.update(into, offset, count);
      read += count;
    }
    if (!checked && (count < 0 || read >= size)) {
      check();
    }
    return count;
  }

  private void check() throws Damaged {
    if (read != size || !Cid.ofDigest(Cid.Codec.RAW, digest.digest()).equals(cid)) {
      throw new Damaged(cid);
    }
    checked = true;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
