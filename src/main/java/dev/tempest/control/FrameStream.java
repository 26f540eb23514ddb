package dev.tempest.control;

import dev.tempest.atproto.data.Bytes;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** A command's output as frames of one kind. */
final class FrameStream extends OutputStream {
  private static final int PIECE = 1 << 16;

  private final DataOutputStream socket;
  private final Frame.Kind kind;

  FrameStream(DataOutputStream socket, Frame.Kind kind) {
    this.socket = socket;
    this.kind = kind;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int start = offset; start < offset + length; start += PIECE) {
      int end = Math.min(offset + length, start + PIECE);
      synchronized (socket) {
        new Frame(kind, Bytes.wrap(Arrays.copyOfRange(bytes, start, end))).write(socket);
      }
    }
  }
}
