package dev.tempest.xrpc;

import dev.tempest.auth.Authenticator;
import dev.tempest.auth.CallerContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Requires the credentials that the method asks for, before its resource runs. */
public final class AuthFilter {
  private final Authenticator authenticator;
  private final CallerContext context;

  AuthFilter(Authenticator authenticator, CallerContext context) {
    this.authenticator = authenticator;
    this.context = context;
  }

  @ServerRequestFilter
  public void authenticate(ContainerRequestContext request) {
    MethodFilter.methodOf(request)
        .flatMap(
            method ->
                authenticator.authenticate(
                    method.access(),
                    method.nsid(),
                    request.getHeaderString(HttpHeaders.AUTHORIZATION)))
        .ifPresent(context::admit);
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
