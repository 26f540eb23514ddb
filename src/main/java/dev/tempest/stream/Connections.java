package dev.tempest.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/** The socket below a request, for peers that no longer follow the protocols above it. */
public final class Connections {
  private Connections() {}

  public static Channel channelOf(HttpServerRequest request) {
    if (request.connection() instanceof HttpServerConnection connection) {
      return connection.channel();
    }
    throw new IllegalStateException("no channel below " + request.connection());
  }

  /**
   * Ends the connection, with everything that has not left yet. Vert.x closes, also by its handlers
   * in the pipeline, when all that was written has left, which is never for a peer that does not
   * read: so this begins below them, and lets the system forget what it holds.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handlers tell
  public static void drop(Channel channel) {
    channel
        .eventLoop()
        .execute(
            () -> {
              var lowest = channel.pipeline().firstContext();
              if (channel.isOpen() && lowest != null) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                lowest.close();
              }
            });
  }
}
