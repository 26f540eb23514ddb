package dev.tempest.sync;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.stream.Connections;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A {@link FrameSocket} over a WebSocket. A burst of frames is one task of the connection's event
 * loop and mostly one system call. It goes to Netty's encoder directly: what lies above costs a
 * frame as much again, and cuts large ones in pieces.
 */
final class WebSocketFrames implements FrameSocket {
  private static final Logger LOG = Logger.getLogger(WebSocketFrames.class);

  private final WebSocketConnection connection;
  private final Channel channel;

  /** {@code channel} is what lies below {@code connection}. */
  WebSocketFrames(WebSocketConnection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  @Override
  public void write(List<Bytes> frames, Runnable written) {
    channel.eventLoop().execute(() -> writeNow(frames, written));
  }

  private void writeNow(List<Bytes> frames, Runnable written) {
    if (!connection.isOpen()) {
      return; // RFC 6455, 5.5.1: nothing may follow a closing frame
    }
    ChannelFuture last = channel.newSucceededFuture();
    for (Bytes frame : frames) {
      // the bytes are shared with every other subscriber; nobody writes to them
      last = channel.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.unwrap())));
    }
    last.addListener(
        sent -> {
          if (sent.isSuccess()) {
            written.run();
          } else {
            ignore(sent.cause());
          }
        });
    channel.flush();
  }

  @Override
  public void close(int status, String reason) {
    channel.eventLoop().execute(() -> closeNow(new CloseReason(status, reason)));
  }

  private void closeNow(CloseReason reason) {
    if (connection.isOpen()) {
      connection.close(reason).subscribe().with(closed -> {}, WebSocketFrames::ignore);
    }
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
