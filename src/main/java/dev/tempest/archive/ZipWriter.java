package dev.tempest.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes the ZIP that {@link ZipLayout} describes. Keeps 24 bytes for each entry; the names are
 * asked for again when the directory is written.
 */
final class ZipWriter implements AutoCloseable {
  private static final int PIECE = 1 << 16;
  private static final int FACTS = 3;

  private final CheckedOutputStream out;
  private final Deflater packing = new Deflater(Deflater.BEST_SPEED, true);
  private final Deflater plain = new Deflater(Deflater.NO_COMPRESSION, true);
  private final byte[] piece = new byte[PIECE];

  /** Checksum, compressed size and size of each entry. */
  private long[] facts = new long[FACTS * 64];

  private int entries;
  private long position;

  /** {@code out} should have a buffer; closing it is the caller's. */
  ZipWriter(OutputStream out) {
    this.out = new CheckedOutputStream(out, new CRC32C());
  }

  /** The size of {@code content}, which is now in the archive under {@code name}. */
  long add(String name, boolean compress, InputStream content) throws IOException {
    write(ZipLayout.localHeader(name));
    var deflater = compress ? packing : plain;
    deflater.reset();
    var crc = new CRC32();
    var deflated = new DeflaterOutputStream(out, deflater, PIECE);
    for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
      crc.update(piece, 0, length);
      deflated.write(piece, 0, length);
    }
    deflated.finish();
    long compressed = deflater.getBytesWritten();
    long size = deflater.getBytesRead();
    position += compressed;
    write(ZipLayout.descriptor((int) crc.getValue(), compressed, size));
    remember(crc.getValue(), compressed, size);
    return size;
  }

  /** Writes the directory; {@code names} are those that were added, in the same order. */
  void finish(Iterator<String> names) throws IOException {
    long directory = position;
    long offset = 0;
    int at = 0;
    while (names.hasNext()) {
      String name = names.next();
      long compressed = facts[at + 1];
      var entry = new ZipLayout.Entry(name, (int) facts[at], compressed, facts[at + 2], offset);
      write(ZipLayout.directoryEntry(entry));
      offset += ZipLayout.localHeader(name).length + compressed + ZipLayout.DESCRIPTOR_LENGTH;
      at += FACTS;
    }
    if (offset != directory) {
      throw new IllegalStateException("the archive's files changed while it was written");
    }
    out.write(ZipLayout.end(entries, directory, position - directory));
    out.write(ZipLayout.comment(out.getChecksum().getValue()));
    out.flush();
  }

  private void write(byte[] record) throws IOException {
    out.write(record);
    position += record.length;
  }

  private void remember(long crc, long compressed, long size) {
    int at = entries * FACTS;
    if (at == facts.length) {
      facts = Arrays.copyOf(facts, at * 2);
    }
    facts[at] = crc;
    facts[at + 1] = compressed;
    facts[at + 2] = size;
    entries++;
  }

  /** Frees the native memory of the compression. */
  @Override
  public void close() {
    packing.end();
    plain.end();
  }
}
