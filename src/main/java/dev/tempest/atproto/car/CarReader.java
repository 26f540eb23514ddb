package dev.tempest.atproto.car;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborReader;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CAR v1 file block by block, checking every block against its CID. Memory: one block, at
 * most {@code mostBlockBytes}. Spec: /specs/repository, "CAR File Serialization".
 */
public final class CarReader {
  private static final int MOST_HEADER_BYTES = 4096;
  private static final int MOST_ROOTS = 16;

  private final InputStream in;
  private final int mostBlockBytes;
  private final List<Cid> roots;
  private long offset;

  /** A block and where it says to belong. */
  public record Block(Cid cid, Bytes content) {}

  /** Reads the header. */
  public CarReader(InputStream in, int mostBlockBytes) throws IOException {
    this.in = in;
    this.mostBlockBytes = mostBlockBytes;
    int length = varint();
    if (length <= 0 || length > MOST_HEADER_BYTES) {
      throw new DecodeException("CAR header is missing or too long", offset);
    }
    roots = header(read(length));
  }

  private List<Cid> header(byte[] content) {
    try {
      var reader = new CborReader(content);
      if (reader.map() != 2 || !reader.text().equals("roots")) {
        throw new DecodeException("CAR header is not {roots, version}", reader.offset());
      }
      int count = reader.array();
      if (count > MOST_ROOTS) {
        throw new DecodeException("CAR has too many roots", reader.offset());
      }
      var found = new ArrayList<Cid>();
      for (int i = 0; i < count; i++) {
        found.add(reader.link());
      }
      if (!reader.text().equals("version") || reader.integer() != 1) {
        throw new DecodeException("CAR is not of version 1", reader.offset());
      }
      reader.requireEnd();
      return List.copyOf(found);
    } catch (DecodeException e) {
      throw new DecodeException(
          "CAR header: " + e.getMessage(), offset - content.length + e.offset());
    }
  }

  public List<Cid> roots() {
    return roots;
  }

  /** The next block; null at the end. */
  public @Nullable Block next() throws IOException {
    long start = offset;
    int length = varint();
    if (length < 0) {
      return null;
    }
    if (length < Cid.LENGTH || length - Cid.LENGTH > mostBlockBytes) {
      throw new DecodeException("CAR block of " + length + " bytes", start);
    }
    Cid cid;
    try {
      cid = Cid.read(read(Cid.LENGTH), 0);
    } catch (DecodeException e) {
      throw new DecodeException("CAR block: " + e.getMessage(), start);
    }
    byte[] content = read(length - Cid.LENGTH);
    if (!cid.identifies(content)) {
      throw new DecodeException("CAR block does not match its CID " + cid, start);
    }
    return new Block(cid, Bytes.wrap(content));
  }

  private byte[] read(int length) throws IOException {
    byte[] content = in.readNBytes(length); // grows as bytes arrive, not as they are promised
    offset += content.length;
    if (content.length < length) {
      throw new DecodeException("CAR is cut off", offset);
    }
    return content;
  }

  /** The next unsigned LEB128 below 2^31; -1 at the end of the stream. */
  private int varint() throws IOException {
    long start = offset;
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.read();
      if (next < 0) {
        if (shift == 0) {
          return -1;
        }
        throw new DecodeException("CAR is cut off", offset);
      }
      offset++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (value > Integer.MAX_VALUE || (next == 0 && shift > 0)) {
          break;
        }
        return (int) value;
      }
    }
    throw new DecodeException("CAR length is not a short varint", start);
  }
}
