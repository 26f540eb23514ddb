package dev.tempest.atproto.car;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.CborWriter;
import dev.tempest.atproto.data.Cid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Writes a CAR file to a stream: the header first, then blocks. Writes in small pieces and keeps
 * nothing; the stream should have a buffer. Closing it is the caller's.
 */
public final class CarWriter {
  private final OutputStream out;
  private final byte[] head = new byte[Varint.LONGEST + Cid.LENGTH];

  public CarWriter(OutputStream out) {
    this.out = out;
  }

  /** A whole file in memory, its blocks in the order of the map. */
  public static byte[] of(Cid root, Map<Cid, Bytes> blocks) {
    return of(List.of(root), blocks);
  }

  /** A whole file in memory, its blocks in the order of the map. */
  public static byte[] of(List<Cid> roots, Map<Cid, Bytes> blocks) {
    int size = (roots.size() + 1) * 2 * Cid.LENGTH;
    for (Bytes content : blocks.values()) {
      size = Math.addExact(size, Varint.LONGEST + Cid.LENGTH + content.length());
    }
    var file = new ByteArrayOutputStream(size);
    try {
      var writer = new CarWriter(file);
      writer.header(roots);
      for (var block : blocks.entrySet()) {
        writer.block(block.getKey(), block.getValue().unwrap());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return file.toByteArray();
  }

  public void header(Cid root) throws IOException {
    header(List.of(root));
  }

  /** A header for loose blocks has no roots. */
  public void header(List<Cid> roots) throws IOException {
    var header = new CborWriter().map(2).text(CarReader.ROOTS).array(roots.size());
    roots.forEach(header::link);
    byte[] encoded = header.text(CarReader.VERSION).integer(1).toByteArray();
    out.write(head, 0, Varint.write(encoded.length, head, 0));
    out.write(encoded);
  }

  /** {@code content} must be what {@code cid} identifies; that is not checked here. */
  public void block(Cid cid, byte[] content) throws IOException {
    int at = Varint.write(Math.addExact(Cid.LENGTH, content.length), head, 0);
    cid.copyTo(head, at);
    out.write(head, 0, at + Cid.LENGTH);
    out.write(content);
  }
}
