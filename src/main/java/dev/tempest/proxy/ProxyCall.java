package dev.tempest.proxy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.Caller;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that is for another service.
 *
 * @param query as it came, without its {@code ?}
 * @param headers those that matter to the other side, by names in lower case
 * @param ended is completed when the caller has the answer, or has gone
 */
public record ProxyCall(
    Caller.Session caller,
    Nsid method,
    String verb,
    Optional<String> query,
    Map<String, String> headers,
    Body body,
    CompletableFuture<@Nullable Void> ended) {
  /** The header that names the service. */
  public static final String TO = "atproto-proxy";

  private static final List<String> HEADERS =
      List.of(
          TO,
          "accept-encoding",
          "accept-language",
          "atproto-accept-labelers",
          "x-bsky-topics",
          "content-type",
          "content-encoding");

  /** What a caller sends, and its length if that was said. */
  public record Body(InputStream content, Optional<Long> length) {
    public static final Body NONE = new Body(InputStream.nullInputStream(), Optional.of(0L));

    public static Body of(Bytes content) {
      return new Body(
          new ByteArrayInputStream(content.unwrap()), Optional.of((long) content.length()));
    }
  }

  public ProxyCall {
    headers = Map.copyOf(headers);
  }

  /** What {@code exchange} asks for, with a body only if there may be one. */
  public static ProxyCall of(
      RoutingContext exchange, Caller.Session caller, Nsid method, InputStream body) {
    HttpServerRequest request = exchange.request();
    var headers = new LinkedHashMap<String, String>();
    for (String name : HEADERS) {
      List<String> values = request.headers().getAll(name);
      if (!values.isEmpty()) {
        headers.put(name, String.join(",", values));
      }
    }
    var ended = new CompletableFuture<@Nullable Void>();
    exchange.addEndHandler(_ -> ended.complete(null));
    String verb = request.method().name();
    return new ProxyCall(
        caller,
        method,
        verb,
        Optional.ofNullable(request.query()),
        headers,
        verb.equals("POST") ? new Body(body, length(request)) : Body.NONE,
        ended);
  }

  private static Optional<Long> length(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    if (length != null) {
      return Optional.of(Long.valueOf(length));
    }
    return request.headers().contains("transfer-encoding") ? Optional.empty() : Optional.of(0L);
  }

  /** Another question to the same service for the same caller. */
  public ProxyCall query(Nsid other, String otherQuery) {
    Map<String, String> kept = to().map(name -> Map.of(TO, name)).orElse(Map.of());
    return new ProxyCall(caller, other, "GET", Optional.of(otherQuery), kept, Body.NONE, ended);
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /**
   * Runs {@code action} when the caller has the answer, or has gone; at once if that was before.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for that
  void whenEnded(Runnable action) {
    ended.thenRun(action);
  }

  /** The service that the caller names. */
  public Optional<String> to() {
    return header(TO).filter(name -> !name.isEmpty());
  }

  /** The first value of a query parameter. */
  public Optional<String> parameter(String name) {
    for (String pair : query.orElse("").split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2 && parts[0].equals(name)) {
        return Optional.of(decode(parts[1]));
      }
    }
    return Optional.empty();
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }

  public ProxyCall withHeader(String name, String value) {
    var changed = new LinkedHashMap<>(headers);
    changed.put(name, value);
    return new ProxyCall(caller, method, verb, query, changed, body, ended);
  }

  public ProxyCall withBody(Bytes content) {
    return new ProxyCall(caller, method, verb, query, headers, Body.of(content), ended);
  }

  String target() {
    return "/xrpc/" + method + query.map(text -> "?" + text).orElse("");
  }
}
