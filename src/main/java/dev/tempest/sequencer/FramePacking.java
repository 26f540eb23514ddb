package dev.tempest.sequencer;

import dev.tempest.atproto.data.Bytes;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Deflates the frames of bulk writes on their way to disk, where they are most of what a record
 * costs. Small frames stay as they are: they are most of what a backfill reads. Not thread safe.
 */
final class FramePacking implements AutoCloseable {
  private static final int SMALLEST = 16 * 1024;
  private static final int LARGEST_FRAME = 8 * 1024 * 1024;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

  /** {@code frame} itself when it is not worth packing. */
  Bytes pack(Bytes frame) {
    if (frame.length() < SMALLEST) {
      return frame;
    }
    byte[] packed = new byte[frame.length()];
    deflater.reset();
    deflater.setInput(frame.unwrap());
    deflater.finish();
    int length = deflater.deflate(packed);
    boolean smaller = deflater.finished();
    return smaller ? Bytes.wrap(Arrays.copyOf(packed, length)) : frame;
  }

  static Bytes unpack(Bytes packed) {
    var inflater = new Inflater();
    try {
      inflater.setInput(packed.unwrap());
      byte[] frame = new byte[Math.max(1024, packed.length() * 3)];
      int length = 0;
      while (!inflater.finished()) {
        if (length == frame.length) {
          frame = Arrays.copyOf(frame, Math.min(LARGEST_FRAME, frame.length * 2));
        }
        int more = inflater.inflate(frame, length, frame.length - length);
        if (more == 0 && (length == LARGEST_FRAME || inflater.needsInput())) {
          throw new IllegalStateException("a stored event is cut off or too large");
        }
        length += more;
      }
      return Bytes.wrap(Arrays.copyOf(frame, length));
    } catch (DataFormatException e) {
      throw new IllegalStateException("a stored event does not unpack", e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
