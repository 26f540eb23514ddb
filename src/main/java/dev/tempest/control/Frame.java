package dev.tempest.control;

import dev.tempest.atproto.data.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What goes over the socket: a byte for its kind, four for its length, its content. */
record Frame(Kind kind, Bytes content) {
  private static final int LARGEST = 1 << 20;

  enum Kind {
    /** JSON, from the client. */
    REQUEST('r'),
    OUT('o'),
    ERR('e'),
    /** Four bytes, the last frame. */
    EXIT('x');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    private static Kind of(int code) throws IOException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IOException("not the control socket of this version");
    }
  }

  static Frame exit(int code) {
    return new Frame(
        Kind.EXIT, Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(code).array()));
  }

  int exitCode() {
    return ByteBuffer.wrap(content.unwrap()).getInt();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(kind.code);
    out.writeInt(content.length());
    out.write(content.unwrap());
    out.flush();
  }

  static Frame read(DataInputStream in) throws IOException {
    var kind = Kind.of(in.readUnsignedByte());
    int size = in.readInt();
    if (size < 0 || size > LARGEST) {
      throw new IOException("too large a frame");
    }
    byte[] content = new byte[size];
    in.readFully(content);
    return new Frame(kind, Bytes.wrap(content));
  }
}
