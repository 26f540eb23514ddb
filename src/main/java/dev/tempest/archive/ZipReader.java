package dev.tempest.archive;

import dev.tempest.archive.ArchiveException.Reason;
import dev.tempest.files.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/**
 * Reads the ZIP that {@link ZipLayout} describes, and no other. The caller says which entry must
 * come next; whatever is not content is compared with what the writer must have written, the
 * directory at the end by its digest. The checksum behind it is for what is deflated: the same
 * content has many forms there.
 */
final class ZipReader implements AutoCloseable {
  private final ZipSource source;
  private final Inflater inflater = new Inflater(true);
  private final MessageDigest directory = Sha256.digest();
  private long directoryLength;
  private long entries;

  ZipReader(InputStream in) {
    this.source = new ZipSource(in);
  }

  /** Whether the archive begins as a ZIP does whose first entry is {@code name}. */
  boolean beginsWith(String name) throws IOException {
    byte[] header = ZipLayout.localHeader(name);
    byte[] start = source.peek(header.length);
    if (Arrays.equals(start, 0, start.length, header, 0, start.length)
        && start.length < header.length) {
      throw source.truncated();
    }
    return Arrays.equals(start, header);
  }

  /**
   * The content of the next entry, which must be {@code name}. To be read to its end, where it
   * throws when it is not what was written.
   */
  Content next(String name) throws IOException {
    long offset = source.position();
    byte[] header = ZipLayout.localHeader(name);
    byte[] found = source.peek(header.length);
    if (!Arrays.equals(found, header)) {
      throw unexpected(name, found, header);
    }
    source.take(header.length);
    inflater.reset();
    return new Content(name, offset);
  }

  /** After the last entry: the directory must be that of the entries read, and nothing follow. */
  void finish() throws IOException {
    if (ZipLayout.isLocalHeader(source.peek(Integer.BYTES))) {
      throw unlisted(peekName());
    }
    long offset = source.position();
    var found = Sha256.digest();
    for (long rest = directoryLength; rest > 0; ) {
      byte[] piece = source.take((int) Math.min(rest, 1 << 16));
      found.update(piece);
      rest -= piece.length;
    }
    byte[] end = ZipLayout.end(entries, offset, directoryLength);
    byte[] foundEnd = source.take(end.length);
    boolean same =
        Arrays.equals(found.digest(), directory.digest()) && Arrays.equals(foundEnd, end);
    if (!same) {
      throw new ArchiveException(
          Reason.DAMAGED, "the archive is damaged: the directory at its end is not its own");
    }
    byte[] comment = ZipLayout.comment(source.checksum());
    boolean whole = Arrays.equals(source.take(comment.length), comment);
    if (!whole || source.peek(1).length > 0) {
      throw new ArchiveException(
          Reason.DAMAGED, "the archive is damaged: the checksum at its end is not its own");
    }
  }

  private ArchiveException unexpected(String name, byte[] found, byte[] header) throws IOException {
    if (ZipLayout.isDirectory(found)) {
      return new ArchiveException(
          Reason.MISSING, "the archive lacks " + name + ", which its manifest lists");
    }
    if (ZipLayout.isLocalHeader(found)) {
      String other = peekName();
      if (!other.equals(name)) {
        return unlisted(other);
      }
    }
    if (Arrays.equals(found, 0, found.length, header, 0, found.length)) {
      return source.truncated();
    }
    return new ArchiveException(
        Reason.DAMAGED, "the archive is damaged before " + name + ": no entry begins there");
  }

  private static ArchiveException unlisted(String name) {
    return new ArchiveException(
        Reason.UNLISTED,
        "the archive holds \""
            + ArchiveFile.printable(name)
            + "\" where its manifest lists something else");
  }

  /** The name in the local header that comes next, for a message. */
  private String peekName() throws IOException {
    byte[] fixed = source.peek(ZipLayout.LOCAL_LENGTH);
    if (fixed.length < ZipLayout.LOCAL_LENGTH) {
      throw source.truncated();
    }
    int length =
        Short.toUnsignedInt(
            ByteBuffer.wrap(fixed)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort(ZipLayout.NAME_LENGTH_AT));
    byte[] whole = source.peek(ZipLayout.LOCAL_LENGTH + length);
    if (whole.length < ZipLayout.LOCAL_LENGTH + length) {
      throw source.truncated();
    }
    return new String(whole, ZipLayout.LOCAL_LENGTH, length, StandardCharsets.UTF_8);
  }

  /** Frees the native memory of the inflater; the stream stays open. */
  @Override
  public void close() {
    inflater.end();
  }

  /** What is inside an entry. */
  final class Content extends InputStream {
    private final String name;
    private final long offset;
    private final long start = source.position();
    private final CRC32 crc = new CRC32();
    private boolean ended;

    private Content(String name, long offset) {
      this.name = name;
      this.offset = offset;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      int inflated = source.inflate(inflater, into, at, length);
      if (inflated > 0) {
        crc.update(into, at, inflated);
      } else {
        end();
      }
      return inflated;
    }

    private void end() throws IOException {
      long compressed = source.position() - start;
      long size = inflater.getBytesWritten();
      int checksum = (int) crc.getValue();
      byte[] descriptor = ZipLayout.descriptor(checksum, compressed, size);
      byte[] found = source.peek(descriptor.length);
      if (found.length < descriptor.length) {
        throw source.truncated();
      }
      if (!Arrays.equals(found, descriptor)) {
        throw new ArchiveException(
            Reason.DAMAGED, "the archive is damaged: the checksum of " + name + " is wrong");
      }
      source.take(found.length);
      ended = true;
      var entry = new ZipLayout.Entry(name, checksum, compressed, size, offset);
      byte[] inDirectory = ZipLayout.directoryEntry(entry);
      directory.update(inDirectory);
      directoryLength += inDirectory.length;
      entries++;
    }
  }
}
