package dev.tempest.migrate;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.identity.OutboundStream;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server's answer for those who read streams. Closing it is the {@link OutboundStream}'s. */
final class AnswerStream extends InputStream {
  private final OutboundStream answer;
  private final Duration patience;
  private @Nullable Bytes piece = Bytes.EMPTY;
  private int position;

  /**
   * @param patience for each piece
   */
  AnswerStream(OutboundStream answer, Duration patience) {
    this.answer = answer;
    this.patience = patience;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    Bytes current = piece;
    while (current != null && position == current.length()) {
      current = answer.next(patience);
      piece = current;
      position = 0;
    }
    if (current == null) {
      return -1;
    }
    int count = Math.min(length, current.length() - position);
    System.arraycopy(current.unwrap(), position, target, offset, count);
    position += count;
    return count;
  }
}
