package dev.tempest.sync;

import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * {@code com.atproto.sync.subscribeRepos}. Runs on the event loop and only starts and stops what
 * {@link Firehose} does elsewhere. What clients send is not read.
 */
@WebSocket(path = FirehoseDoor.PATH)
public class FirehoseEndpoint {
  private static final Logger LOG = Logger.getLogger(FirehoseEndpoint.class);

  private final Firehose firehose;

  FirehoseEndpoint(Firehose firehose) {
    this.firehose = firehose;
  }

  @OnOpen
  @NonBlocking
  void open(WebSocketConnection connection) {
    var channel = Objects.requireNonNull(connection.userData().get(FirehoseDoor.CHANNEL));
    firehose.subscribe(
        connection.id(),
        new WebSocketFrames(connection, channel),
        connection.userData().get(FirehoseDoor.CURSOR));
  }

  @OnClose
  @NonBlocking
  void close(WebSocketConnection connection) {
    firehose.unsubscribe(connection.id());
  }

  /** Resets and broken frames: the connection ends, which is all there is to say. */
  @OnError
  @NonBlocking
  void fail(WebSocketConnection connection, Throwable fault) {
    LOG.debugf("event=subscriber_connection_failed cause=%s", fault);
    firehose.unsubscribe(connection.id());
  }
}
