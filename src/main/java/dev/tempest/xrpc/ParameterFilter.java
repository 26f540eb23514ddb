package dev.tempest.xrpc;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Checks the parameters of a method, once it is clear that the caller may call it. */
public final class ParameterFilter {
  private static final int AFTER_AUTHENTICATION = Priorities.USER + 100;

  private final InputSchemas schemas;

  ParameterFilter(InputSchemas schemas) {
    this.schemas = schemas;
  }

  @ServerRequestFilter(priority = AFTER_AUTHENTICATION)
  public void check(ContainerRequestContext request) {
    MethodFilter.methodOf(request)
        .ifPresent(
            method -> schemas.checkParameters(method, request.getUriInfo().getQueryParameters()));
  }
}
