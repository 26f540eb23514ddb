package dev.tempest.sync;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** A stream that knows for how long its reader has taken nothing. Written by one thread. */
final class PacedStream extends FilterOutputStream {
  private static final long IDLE = 0;

  private volatile long blockedSinceNanos = IDLE;

  PacedStream(OutputStream out) {
    super(out);
  }

  /** Whether one write has been waiting for {@code time}. For another thread than the writer's. */
  boolean isBlockedFor(Duration time) {
    long since = blockedSinceNanos;
    return since != IDLE && System.nanoTime() - since >= time.toNanos();
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    blockedSinceNanos = System.nanoTime() | 1; // any time but IDLE
    try {
      out.write(source, offset, length);
    } finally {
      blockedSinceNanos = IDLE;
    }
  }
}
