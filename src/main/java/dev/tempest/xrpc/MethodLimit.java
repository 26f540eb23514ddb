package dev.tempest.xrpc;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.Caller;
import dev.tempest.auth.CallerContext;
import dev.tempest.limit.Identified;
import dev.tempest.limit.LimitTable;
import dev.tempest.limit.Weighed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Takes what a method's own limits say, once it is known who calls and, if need be, with what. */
@Singleton
public final class MethodLimit {
  /** Behind {@link AuthFilter}. */
  private static final int PRIORITY = Priorities.USER + 100;

  private final RequestLimits limits;
  private final CallerContext caller;

  MethodLimit(RequestLimits limits, CallerContext caller) {
    this.limits = limits;
    this.caller = caller;
  }

  @ServerRequestFilter(priority = PRIORITY)
  public void take(ContainerRequestContext request) {
    MethodFilter.methodOf(request).stream()
        .flatMap(method -> LimitTable.of(method.nsid()).stream())
        .filter(rule -> rule.points() > 0)
        .filter(rule -> rule.key() != LimitTable.Key.IDENTIFIER_AND_ADDRESS)
        .forEach(rule -> limits.take(rule, rule.points(), account()));
  }

  /** For the limits that need the body. */
  void take(Catalogue.Method method, Object body) {
    for (var rule : LimitTable.of(method.nsid())) {
      switch (body) {
        case Weighed weighed when rule.points() == 0 && weighed.points() > 0 ->
            limits.take(rule, weighed.points(), account());
        case Identified identified when rule.key() == LimitTable.Key.IDENTIFIER_AND_ADDRESS ->
            limits.take(rule, rule.points(), identified.identifier());
        default -> {}
      }
    }
  }

  private @Nullable String account() {
    return caller
        .find()
        .map(
            who ->
                switch (who) {
                  case Caller.Session session -> session.did();
                  case Caller.Service service -> service.issuer();
                  case Caller.Admin _ -> null;
                })
        .map(Did::value)
        .orElse(null);
  }
}
