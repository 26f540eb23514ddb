package dev.tempest.xrpc;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Lets pages of any origin call this server: the credentials are tokens, never cookies. */
@Singleton
final class Cors {
  /** Before everything that may answer. */
  private static final int PRIORITY = 1000;

  private static final String ROOT = "/xrpc";
  private static final String XRPC = ROOT + "/";
  private static final String WELL_KNOWN = "/.well-known/";
  private static final String METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE";
  private static final String MAX_AGE_SECONDS = "86400";
  private static final String EXPOSED =
      "dpop-nonce,www-authenticate,retry-after,atproto-repo-rev,atproto-content-labelers,"
          + "atproto-upstream-lag,ratelimit-limit,ratelimit-remaining,ratelimit-reset,"
          + "ratelimit-policy,x-request-id,accept-ranges,content-range,etag";

  void register(@Observes Filters filters) {
    filters.register(Cors::handle, PRIORITY);
  }

  private static void handle(RoutingContext context) {
    String path = context.request().path();
    if (path == null
        || !(path.startsWith(XRPC) || path.startsWith(WELL_KNOWN) || path.equals(ROOT))) {
      context.next();
      return;
    }
    var headers = context.response().headers();
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if (!context.request().method().equals(HttpMethod.OPTIONS)) {
      context.next();
      return;
    }
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
    // "*" would leave out Authorization, which must be named
    String wanted = context.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted == null ? "*" : wanted);
    headers.set(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    context.response().setStatusCode(204).end();
  }
}
