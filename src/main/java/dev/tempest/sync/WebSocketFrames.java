package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.stream.Connections;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Context;
import io.vertx.core.buffer.impl.BufferImpl;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A {@link FrameSocket} over a WebSocket. A burst of frames is one task of the connection's event
 * loop and, as flushes wait for the end of the task, mostly one system call.
 */
final class WebSocketFrames implements FrameSocket {
  private static final Logger LOG = Logger.getLogger(WebSocketFrames.class);
  private static final int MOST_FRAMES_PER_FLUSH = 256;

  private final WebSocketConnection connection;
  private final Channel channel;
  private final Context context;

  private WebSocketFrames(WebSocketConnection connection, Channel channel, Context context) {
    this.connection = connection;
    this.channel = channel;
    this.context = context;
  }

  /** To be called on the event loop of {@code connection}, which is the one of {@code context}. */
  static WebSocketFrames over(WebSocketConnection connection, Channel channel, Context context) {
    channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_FRAMES_PER_FLUSH, true));
    return new WebSocketFrames(connection, channel, context);
  }

  @Override
  public void write(List<Bytes> frames, Runnable written) {
    context.runOnContext(
        start -> {
          int last = frames.size() - 1;
          for (int i = 0; i < last; i++) {
            send(frames.get(i), () -> {});
          }
          send(frames.get(last), written);
        });
  }

  // the bytes are shared with every other subscriber; nobody writes to them
  private void send(Bytes frame, Runnable written) {
    connection
        .sendBinary(BufferImpl.buffer(Unpooled.wrappedBuffer(frame.unwrap())))
        .subscribe()
        .with(sent -> written.run(), WebSocketFrames::ignore);
  }

  @Override
  public void close(int status, String reason) {
    context.runOnContext(
        start -> {
          if (connection.isOpen()) {
            connection
                .close(new CloseReason(status, reason))
                .subscribe()
                .with(closed -> {}, WebSocketFrames::ignore);
          }
        });
  }

  @Override
  public void abort() {
    Connections.drop(channel);
  }

  /** Whatever fails here fails because the connection is gone, which its close handler tells. */
  private static void ignore(Throwable failure) {
    LOG.debugf("event=subscriber_write_failed cause=%s", failure);
  }
}
