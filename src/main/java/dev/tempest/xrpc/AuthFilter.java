package dev.tempest.xrpc;

import dev.tempest.auth.Access;
import dev.tempest.auth.Authenticator;
import dev.tempest.auth.Caller;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Requires the credentials that the method asks for, before its resource runs. */
public final class AuthFilter {
  private final Authenticator authenticator;
  private final CallerContext context;
  private final RequestLimits limits;
  private final RefusalMetrics metrics;

  AuthFilter(
      Authenticator authenticator,
      CallerContext context,
      RequestLimits limits,
      RefusalMetrics metrics) {
    this.authenticator = authenticator;
    this.context = context;
    this.limits = limits;
    this.metrics = metrics;
  }

  @ServerRequestFilter
  public void authenticate(ContainerRequestContext request) {
    MethodFilter.methodOf(request)
        .flatMap(method -> measured(method, request))
        .ifPresent(this::admit);
  }

  private void admit(Caller caller) {
    context.admit(caller);
    switch (caller) {
      case Caller.Session session -> RequestIds.caller(session.did());
      case Caller.Service service -> RequestIds.caller(service.issuer());
      case Caller.Admin _ -> {}
    }
  }

  private Optional<Caller> measured(Catalogue.Method method, ContainerRequestContext request) {
    String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    try {
      return caller(method, authorization);
    } catch (Refusal refused) {
      boolean operator =
          method.access() == Access.ADMIN
              || Authenticator.isForOperator(method.access(), authorization);
      metrics.unauthenticated(refused, operator);
      throw refused;
    }
  }

  private Optional<Caller> caller(Catalogue.Method method, @Nullable String authorization) {
    if (!Authenticator.isForOperator(method.access(), authorization)) {
      return authenticator.authenticate(method.access(), method.nsid(), authorization);
    }
    limits.requireAdminTokensLeft();
    try {
      return authenticator.authenticate(method.access(), method.nsid(), authorization);
    } catch (Refusal.Unauthenticated wrong) {
      limits.takeWrongAdminToken();
      throw wrong;
    }
  }

  /** What one caller may see must not be shown to the next by a cache. */
  @ServerResponseFilter
  public void keepPrivate(ContainerResponseContext response) {
    if (context.find().isPresent()) {
      response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "private");
      response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
    }
  }
}
