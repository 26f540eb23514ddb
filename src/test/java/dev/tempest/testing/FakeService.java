package dev.tempest.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Somebody else's server on this machine, as an AppView or a moderation service: it answers methods
 * as it is told, 501 to all others, and remembers what it was asked.
 */
public final class FakeService implements AutoCloseable {
  /** A request as it came; header names are in lower case. */
  public record Seen(String verb, String uri, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    public String token() {
      return header("authorization").replaceFirst("Bearer ", "");
    }
  }

  /** What goes back for a method. */
  @FunctionalInterface
  public interface Reply {
    void to(HttpServerRequest request, Seen seen);
  }

  public final List<Seen> requests = new CopyOnWriteArrayList<>();
  public final AtomicInteger connections = new AtomicInteger();
  public final AtomicInteger closedConnections = new AtomicInteger();

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();
  private final int port;

  /** At {@code http://localhost:<port>}; port 0 is any free one. */
  public FakeService(int port) {
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(
                connection -> {
                  connections.incrementAndGet();
                  connection.closeHandler(_ -> closedConnections.incrementAndGet());
                })
            .requestHandler(this::receive)
            .listen(port, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    this.port = server.actualPort();
    on("/.well-known/did.json", (request, _) -> json(request, document()));
  }

  public int port() {
    return port;
  }

  public String origin() {
    return "http://localhost:" + port;
  }

  public String did() {
    return "did:web:localhost%3A" + port;
  }

  private String document() {
    String service =
        """
        {"id": "#%s", "type": "%s", "serviceEndpoint": "%s"}""";
    return """
        {"id": "%s", "service": [%s, %s, %s, %s, %s, %s]}
        """
        .formatted(
            did(),
            service.formatted("bsky_appview", "BskyAppView", origin()),
            service.formatted("bsky_notif", "BskyNotificationService", origin()),
            service.formatted("closed", "Any", "http://localhost:1"),
            service.formatted("private", "Any", "https://10.0.0.1"),
            service.formatted("metadata", "Any", "http://169.254.169.254"),
            service.formatted("mapped", "Any", "https://[::ffff:7f00:1]"));
  }

  /** {@code method} is an NSID, or a path. */
  public FakeService on(String method, Reply reply) {
    replies.put(method.startsWith("/") ? method : "/xrpc/" + method, reply);
    return this;
  }

  /** Answers 200 with {@code json}, and with headers as names and values. */
  public FakeService answer(String method, String json, String... headers) {
    return on(
        method,
        (request, _) -> {
          for (int i = 0; i < headers.length; i += 2) {
            request.response().putHeader(headers[i], headers[i + 1]);
          }
          json(request, json);
        });
  }

  public static void json(HttpServerRequest request, String json) {
    request.response().putHeader("Content-Type", "application/json").end(json);
  }

  private void receive(HttpServerRequest request) {
    if (request.headers().contains("Upgrade")) { // can be done only before the body is read
      receive(request, Buffer.buffer());
      return;
    }
    request.body().onSuccess(body -> receive(request, body));
  }

  private void receive(HttpServerRequest request, Buffer body) {
    var headers =
        request.headers().entries().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT),
                    Map.Entry::getValue,
                    (first, _) -> first));
    var seen = new Seen(request.method().name(), request.uri(), headers, body.toString());
    requests.add(seen);
    Reply unknown = (r, _) -> r.response().setStatusCode(501).end();
    replies.getOrDefault(request.path(), unknown).to(request, seen);
  }

  /** The requests for {@code method}. */
  public List<Seen> requestsOf(String method) {
    return requests.stream().filter(seen -> seen.uri().contains("/xrpc/" + method)).toList();
  }

  /** The last request for {@code method}. */
  public Seen last(String method) {
    return requestsOf(method).getLast();
  }

  /** Runs {@code check} on the last request for {@code method}. */
  public void last(String method, Consumer<Seen> check) {
    check.accept(last(method));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
