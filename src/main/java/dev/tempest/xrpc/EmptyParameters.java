package dev.tempest.xrpc;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * A parameter without a value counts as absent, as at the official server: clients in Go send every
 * one that a method has, {@code since=} and {@code cursor=} too. The firehose is not among them: a
 * cursor that got lost must not lose events.
 */
@Singleton
final class EmptyParameters {
  /** Before everything that reads them. */
  private static final int PRIORITY = 900;

  private static final String XRPC = "/xrpc/";

  void register(@Observes Filters filters) {
    filters.register(EmptyParameters::drop, PRIORITY);
  }

  private static void drop(RoutingContext context) {
    var request = context.request();
    if (request.query() != null && request.path() != null && request.path().startsWith(XRPC)) {
      try {
        drop(context.queryParams());
      } catch (HttpException | IllegalArgumentException malformed) {
        // for whoever reads them to refuse
      }
    }
    context.next();
  }

  private static void drop(MultiMap parameters) {
    for (String name : List.copyOf(parameters.names())) {
      var values = parameters.getAll(name);
      if (values.contains("")) {
        parameters.set(name, values.stream().filter(value -> !value.isEmpty()).toList());
      }
    }
  }
}
