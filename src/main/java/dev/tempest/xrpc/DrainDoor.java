package dev.tempest.xrpc;

import dev.tempest.drain.Drain;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Counts requests until they are answered, and refuses new ones when the server stops. */
@Singleton
final class DrainDoor {
  /** Behind the headers for browsers, which must be able to read the refusal. */
  private static final int PRIORITY = 950;

  private static final String HEALTH = "/xrpc/_health";
  private static final String RETRY_AFTER_SECONDS = "5";
  private static final ErrorBody REFUSAL = new ErrorBody("ServiceUnavailable", "Shutting down");

  private final Drain drain;

  DrainDoor(Drain drain) {
    this.drain = drain;
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, PRIORITY);
  }

  private void pass(RoutingContext context) {
    if (isWebSocket(context.request())) { // it has no end that would be waited for
      if (drain.isDraining()) {
        refuse(context);
      } else {
        context.next();
      }
    } else if (drain.enter()) {
      context.addHeadersEndHandler(_ -> tellToClose(context));
      context.addEndHandler(
          _ -> {
            drain.leave();
            closeWhenDraining(context);
          });
      context.next();
    } else if (HEALTH.equals(context.request().path())) {
      tellToClose(context);
      context.addEndHandler(_ -> closeWhenDraining(context));
      context.next();
    } else {
      refuse(context);
    }
  }

  private static boolean isWebSocket(HttpServerRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
  }

  private void refuse(RoutingContext context) {
    context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    tellToClose(context);
    context.addEndHandler(_ -> closeWhenDraining(context));
    REFUSAL.answer(context, 503);
  }

  private void tellToClose(RoutingContext context) {
    if (drain.isDraining()) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Not while the client sends: the reset would take the answer from it. */
  private void closeWhenDraining(RoutingContext context) {
    var request = context.request();
    if (!drain.isDraining()) {
      return;
    }
    if (request.isEnded()) {
      request.connection().close();
    } else {
      request.end().onComplete(_ -> request.connection().close());
      request.resume();
    }
  }
}
