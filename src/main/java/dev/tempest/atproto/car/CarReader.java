package dev.tempest.atproto.car;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Limits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CAR file from a stream, block by block, each checked against its CID. Holds one block at
 * a time, and never more than the stream gave, whatever lengths it declares. Blocks may come in any
 * order and more than once. Closing the stream is the caller's.
 */
public final class CarReader {
  /** A block of the file; {@code cid} identifies {@code content}. */
  public record Block(Cid cid, Bytes content) {}

  static final String ROOTS = "roots";
  static final String VERSION = "version";

  private static final int MOST_HEADER_BYTES = 1 << 16;
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final Limits limits;
  private final List<Cid> roots;
  private long offset;

  /**
   * Reads the header.
   *
   * @param limits of one block; the header may have 64 KiB of it
   * @throws DecodeException when it is not the header of a CAR file of version 1
   */
  public CarReader(InputStream in, Limits limits) throws IOException {
    this.in = new BufferedInputStream(in, BUFFER);
    this.limits = limits;
    int length = sectionLength(Math.min(MOST_HEADER_BYTES, limits.maxBytes()));
    if (length < 0) {
      throw new DecodeException("CAR file is empty", 0);
    }
    long start = offset;
    byte[] header = read(length);
    try {
      this.roots = header(header, limits);
    } catch (DecodeException e) {
      throw new DecodeException("not the header of a CAR file of version 1", start + e.offset());
    }
  }

  /** What the header names, for a repository its commit. */
  public List<Cid> roots() {
    return roots;
  }

  /** Where the next section begins, in bytes from the start of the file. */
  long offset() {
    return offset;
  }

  /**
   * The next block, or null at the end of the file.
   *
   * @throws DecodeException when the block is cut off, too large, or not what its CID identifies
   */
  public @Nullable Block next() throws IOException {
    long start = offset;
    int length = sectionLength((long) Cid.LENGTH + limits.maxBytes());
    if (length < 0) {
      return null;
    }
    if (length < Cid.LENGTH) {
      throw new DecodeException("CAR section is shorter than a CID", start);
    }
    Cid cid = cid();
    byte[] content = read(length - Cid.LENGTH);
    if (!cid.identifies(content)) {
      throw new DecodeException("block is not what " + cid + " identifies", start);
    }
    return new Block(cid, Bytes.wrap(content));
  }

  private static List<Cid> header(byte[] source, Limits limits) {
    var reader = new CborReader(source, 0, source.length, limits);
    if (reader.map() != 2) {
      throw new DecodeException("fields other than roots and version", 0);
    }
    reader.key(ROOTS);
    int count = reader.array();
    var roots = new ArrayList<Cid>();
    for (int i = 0; i < count; i++) {
      roots.add(reader.link());
    }
    reader.key(VERSION);
    if (reader.integer() != 1) {
      throw new DecodeException("version other than 1", source.length);
    }
    reader.requireEnd();
    return List.copyOf(roots);
  }

  private Cid cid() throws IOException {
    long start = offset;
    byte[] binary = read(Cid.LENGTH);
    try {
      return Cid.read(binary, 0);
    } catch (DecodeException e) {
      throw new DecodeException("CAR section without a CID of the protocol", start);
    }
  }

  private byte[] read(int length) throws IOException {
    // readNBytes grows as bytes come: a declared length alone costs nothing
    byte[] content = in.readNBytes(length);
    offset += content.length;
    if (content.length < length) {
      throw new DecodeException("CAR file is cut off", offset);
    }
    return content;
  }

  /** The varint before a section, or -1 where the file ends. */
  private int sectionLength(long most) throws IOException {
    long start = offset;
    long length = 0;
    for (int i = 0; i < Varint.LONGEST; i++) {
      int next = in.read();
      if (next < 0 && i == 0) {
        return -1;
      }
      if (next < 0) {
        throw new DecodeException("CAR file is cut off", offset);
      }
      offset++;
      length |= (long) (next & ~Varint.MORE) << (Varint.BITS * i);
      if (next < Varint.MORE) {
        return checked(length, next == 0 && i > 0, most, start);
      }
    }
    throw new DecodeException("CAR section of more than " + most + " bytes", start);
  }

  private static int checked(long length, boolean isPadded, long most, long start) {
    if (isPadded) {
      throw new DecodeException("length in a longer form than needed", start);
    }
    if (length > most) {
      throw new DecodeException("CAR section of more than " + most + " bytes", start);
    }
    return (int) length;
  }
}
