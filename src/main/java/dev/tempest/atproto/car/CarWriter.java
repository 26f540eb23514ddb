package dev.tempest.atproto.car;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a CAR v1 file block by block. Does not close or flush its stream. */
public final class CarWriter {
  private static final int LONGEST_VARINT = 5;

  private final OutputStream out;
  private final byte[] head = new byte[LONGEST_VARINT + Cid.LENGTH];

  /** Begins the file with its one root. */
  public CarWriter(OutputStream out, Cid root) throws IOException {
    this.out = out;
    byte[] header =
        new CborWriter()
            .map(2)
            .text("roots")
            .array(1)
            .link(root)
            .text("version")
            .integer(1)
            .toByteArray();
    out.write(head, 0, varint(header.length));
    out.write(header);
  }

  public void block(Cid cid, byte[] content) throws IOException {
    int length = varint(Cid.LENGTH + content.length);
    cid.copyTo(head, length);
    out.write(head, 0, length + Cid.LENGTH);
    out.write(content);
  }

  private int varint(int value) {
    int length = 0;
    int left = value;
    while (left >= 0x80) {
      head[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    head[length++] = (byte) left;
    return length;
  }

  /** A whole file in memory, blocks in the order of {@code blocks}. */
  public static Bytes toBytes(Cid root, Map<Cid, Bytes> blocks) {
    int size = 128;
    for (Bytes block : blocks.values()) {
      size += block.length() + Cid.LENGTH + LONGEST_VARINT;
    }
    var out = new ByteArrayOutputStream(size);
    try {
      var writer = new CarWriter(out, root);
      for (var block : blocks.entrySet()) {
        writer.block(block.getKey(), block.getValue().unwrap());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Bytes.wrap(out.toByteArray());
  }
}
