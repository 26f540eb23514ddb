package dev.tempest.xrpc;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The body of every answer that is not a success. */
@RegisterForReflection // nothing else tells the native image that it is JSON
record ErrorBody(String error, String message) {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(400, "InvalidRequest"),
          Map.entry(401, "AuthenticationRequired"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "UnknownMethod"),
          Map.entry(405, "InvalidRequest"),
          Map.entry(406, "NotAcceptable"),
          Map.entry(413, "PayloadTooLarge"),
          Map.entry(415, "UnsupportedMediaType"),
          Map.entry(429, "RateLimitExceeded"),
          Map.entry(500, "InternalServerError"),
          Map.entry(501, "MethodNotImplemented"),
          Map.entry(502, "UpstreamFailure"),
          Map.entry(503, "NotEnoughResources"),
          Map.entry(504, "UpstreamTimeout"));

  /** The name that goes with a status when nobody gave a better one. */
  static ErrorBody of(int status, String message) {
    String fallback = status < 500 ? "InvalidRequest" : "InternalServerError";
    return new ErrorBody(NAMES.getOrDefault(status, fallback), message);
  }

  /** Answers before, or without, a resource. */
  void answer(RoutingContext context, int status) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", error).put("message", message).encode());
  }
}
