package dev.tempest.xrpc;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Refuses requests without a usable host, which the framework answers with a page of its own. */
@Singleton
final class WellFormed {
  void register(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(WellFormed::refuse);
  }

  private static void refuse(RoutingContext context) {
    if (context.statusCode() == 400 && context.request().authority() == null) {
      ErrorBody.of(400, "The Host header is missing or not a host").answer(context, 400);
    } else {
      context.next();
    }
  }
}
