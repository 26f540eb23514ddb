package dev.tempest.sync;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * The socket below a request. Closing a connection by Vert.x waits until all that was written has
 * left, which is never for a peer that does not read; closing its channel does not wait.
 */
final class Connections {
  private Connections() {}

  static Channel channelOf(HttpServerRequest request) {
    if (request.connection() instanceof HttpServerConnection connection) {
      return connection.channel();
    }
    throw new IllegalStateException("no channel below " + request.connection());
  }

  /** Ends the connection, with everything that has not left yet. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handlers tell
  static void drop(Channel channel) {
    channel.close();
  }
}
