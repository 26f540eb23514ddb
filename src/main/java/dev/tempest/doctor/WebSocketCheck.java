package dev.tempest.doctor;

import dev.tempest.config.ServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether the firehose opens through whatever stands in front of this server. */
@Singleton
final class WebSocketCheck implements Check {
  private static final String PATH = "/xrpc/com.atproto.sync.subscribeRepos";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String url;

  @Inject
  WebSocketCheck(ServerConfig server) {
    this(server.publicUrl());
  }

  WebSocketCheck(String publicUrl) {
    // ws for http, wss for https
    this.url = publicUrl.replaceFirst("^http", "ws") + PATH;
  }

  @Override
  public String id() {
    return "websocket";
  }

  @Override
  public Reach reach() {
    return Reach.PUBLIC;
  }

  @Override
  public List<Finding> look(Examination examination) throws InterruptedException {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      try {
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(url), new WebSocket.Listener() {})
            .get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
            .abort();
        return List.of(Finding.ok(this, "", "%s opens (101)".formatted(url)));
      } catch (ExecutionException failure) {
        return List.of(
            failure.getCause() instanceof WebSocketHandshakeException refused
                ? refused(refused.getResponse().statusCode())
                : unreachable(reason(failure.getCause())));
      } catch (TimeoutException late) {
        return List.of(unreachable("no answer within %d s".formatted(PATIENCE.toSeconds())));
      } finally {
        client.shutdownNow();
      }
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
  }

  private Finding unreachable(String why) {
    return Finding.fail(this, "", "%s does not open: %s".formatted(url, why), HealthCheck.START);
  }

  private Finding refused(int status) {
    String remedy =
        switch (status) {
          case 200, 400, 426 ->
              "let the proxy pass on the upgrade, for example in nginx: proxy_http_version 1.1;"
                  + " proxy_set_header Upgrade $http_upgrade;"
                  + " proxy_set_header Connection \"upgrade\"";
          case 301, 302, 307, 308 ->
              "let the proxy serve the URL itself: TEMPEST_PUBLIC_URL must not redirect";
          case 404 -> "let the proxy pass on every path, for example: reverse_proxy localhost:4000";
          case 401, 403 ->
              "let the proxy, or the service that guards it, pass this path without"
                  + " a login or challenge: relays cannot answer one";
          case 429, 503 ->
              "too many subscribe already: raise TEMPEST_FIREHOSE_MAX_SUBSCRIBERS, or the proxy's"
                  + " limit";
          default -> HealthCheck.START;
        };
    return Finding.fail(this, "", "%s answers %d instead of 101".formatted(url, status), remedy);
  }
}
