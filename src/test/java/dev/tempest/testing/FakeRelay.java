package dev.tempest.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay on this machine: when it is asked to crawl, it subscribes to the server's firehose. */
public final class FakeRelay implements AutoCloseable {
  private static final String REQUEST_CRAWL = "com.atproto.sync.requestCrawl";

  /** Binary messages of the firehose. */
  public final List<Buffer> frames = new CopyOnWriteArrayList<>();

  private final FakeService http;
  private final Vertx vertx = Vertx.vertx();
  private final URI server;
  private volatile boolean refuses;

  /**
   * @param server the origin that it knows for every host name
   */
  public FakeRelay(int port, URI server) {
    this.server = server;
    this.http = new FakeService(port);
    http.on(
        REQUEST_CRAWL,
        (request, _) -> {
          if (refuses) {
            request.response().setStatusCode(503).end();
          } else {
            FakeService.json(request, "{}");
            subscribe();
          }
        });
  }

  private void subscribe() {
    var options =
        new WebSocketConnectOptions()
            .setHost(server.getHost())
            .setPort(server.getPort())
            .setURI("/xrpc/com.atproto.sync.subscribeRepos?cursor=0");
    // before it connects: with the answer to that come the first frames, on another thread
    vertx.createWebSocketClient().webSocket().binaryMessageHandler(frames::add).connect(options);
  }

  /** From now on it answers 503. */
  public void refuse(boolean yes) {
    refuses = yes;
  }

  public String origin() {
    return http.origin();
  }

  /** The bodies that it was sent. */
  public List<String> asked() {
    return http.requestsOf(REQUEST_CRAWL).stream().map(FakeService.Seen::body).toList();
  }

  @Override
  public void close() {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
