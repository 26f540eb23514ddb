package dev.tempest.stream;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The body of a long answer in chunks, of which few are on their way at once. Its writer waits for
 * the reader; a reader who takes nothing for too long is cut off, which fails the write. The
 * framework's own stream sends the first chunk, and with it the head; by itself it would give the
 * event loop as much as the writer can write before the first byte leaves.
 */
public final class ChunkStream extends OutputStream {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int MOST_CHUNKS = 8;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final OutputStream framework;
  private final Duration patience;
  private final Semaphore room = new Semaphore(MOST_CHUNKS);
  private byte[] chunk = new byte[CHUNK_BYTES];
  private int length;
  private boolean begun;

  /** {@code framework} leads to the answer to {@code request}; its owner closes it. */
  public ChunkStream(HttpServerRequest request, OutputStream framework, Duration patience) {
    this.request = request;
    this.response = request.response();
    this.framework = framework;
    this.patience = patience;
  }

  /** Whether part of the answer is with the reader, who would take a proper end for the whole. */
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    int written = 0;
    while (written < count) {
      int part = Math.min(count - written, CHUNK_BYTES - length);
      System.arraycopy(source, offset + written, chunk, length, part);
      length += part;
      written += part;
      if (length == CHUNK_BYTES) {
        send();
      }
    }
  }

  /** Sends what is left and waits until all has left. */
  public void finish() throws IOException {
    send();
    acquire(MOST_CHUNKS);
  }

  private void send() throws IOException {
    if (begun) {
      acquire(1);
      var buffer = BufferImpl.buffer(Unpooled.wrappedBuffer(chunk, 0, length));
      response.write(buffer).onComplete(left -> room.release());
      chunk = new byte[CHUNK_BYTES];
    } else {
      framework.write(chunk, 0, length);
      if (length == CHUNK_BYTES) { // else it is the whole, whose length the framework tells
        framework.flush();
        begun = true;
      }
    }
    length = 0;
  }

  private void acquire(int chunks) throws IOException {
    try {
      if (!room.tryAcquire(chunks, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        Connections.drop(Connections.channelOf(request));
        throw new IOException("the reader takes nothing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (response.closed()) {
      throw new IOException("the reader is gone");
    }
  }
}
