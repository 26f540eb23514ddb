package dev.tempest.xrpc;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Services;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Finds the {@link Catalogue}'s row for a request, and refuses what the row rules out. */
public final class MethodFilter {
  private static final String ROOT = "/xrpc";
  private static final String PREFIX = ROOT + "/";
  private static final String PROPERTY = "tempest.method";
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final Set<String> PROXIED_VERBS = Set.of("GET", "HEAD", "POST");
  private static final String LEGACY_ARRAY = "[]=";
  private static final String LEGACY_ARRAY_ENCODED = "%5B%5D=";

  private final Services services;
  private final CurrentVertxRequest current;

  MethodFilter(Services services, CurrentVertxRequest current) {
    this.services = services;
    this.current = current;
  }

  /** The row of a request that has passed this filter; empty outside of {@code /xrpc/}. */
  static Optional<Catalogue.Method> methodOf(@Nullable Object property) {
    return property instanceof Catalogue.Method method ? Optional.of(method) : Optional.empty();
  }

  static Optional<Catalogue.Method> methodOf(ContainerRequestContext request) {
    return methodOf(request.getProperty(PROPERTY));
  }

  static String property() {
    return PROPERTY;
  }

  @ServerRequestFilter(preMatching = true)
  public void find(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    if (!path.startsWith(PREFIX) && !path.equals(ROOT)) {
      return;
    }
    String nsid = path.substring(Math.min(path.length(), PREFIX.length()));
    var own = Catalogue.find(nsid);
    own.ifPresent(row -> requireVerb(row, request.getMethod()));
    var method = own.orElseGet(() -> proxied(nsid, request));
    if (method.input() == Catalogue.Input.JSON) {
      requireJson(request);
    }
    if (method.input() != Catalogue.Input.STREAM && length(request) > method.bodyLimit()) {
      throw tooLarge(method);
    }
    modernizeArrays(request);
    request.setProperty(PROPERTY, method);
  }

  /** A method without output answers 200 with an empty body, as other servers do. */
  @ServerResponseFilter
  public void answerOk(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() == NO_CONTENT && methodOf(request).isPresent()) {
      response.setStatus(OK);
    }
  }

  /** A method that is not ours goes to whom the request names, or to whom the operator did. */
  private Catalogue.Method proxied(String nsid, ContainerRequestContext request) {
    String to = request.getHeaderString(ProxyCall.TO);
    boolean named = to != null && !to.isEmpty();
    if (!Nsid.isValid(nsid) || !(named || services.defaultFor(nsid).isPresent())) {
      throw new Refusal.Unknown("UnknownMethod", "Method not implemented");
    }
    if (!PROXIED_VERBS.contains(request.getMethod())) {
      throw Refusal.invalid("XRPC requests only supports GET and POST");
    }
    RequestMetrics.markProxied(current.getCurrent());
    return Catalogue.foreign(nsid, request.getMethod());
  }

  private static void requireVerb(Catalogue.Method method, String verb) {
    String expected = method.kind().verb();
    boolean headOfQuery = method.kind() == Catalogue.Kind.QUERY && verb.equals("HEAD");
    if (!verb.equals(expected) && !headOfQuery) {
      throw Refusal.invalid("Incorrect HTTP method (%s) expected %s".formatted(verb, expected));
    }
    if (method.kind() == Catalogue.Kind.SUBSCRIPTION) {
      throw Refusal.invalid(method.nsid() + " is a subscription: connect with a WebSocket");
    }
  }

  private static void requireJson(ContainerRequestContext request) {
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      throw Refusal.invalid("Request encoding (Content-Type) required but not provided");
    }
    String mime = type.split(";", 2)[0].strip();
    if (!mime.equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
      throw Refusal.invalid(
          "Wrong request encoding (Content-Type): %s, expected application/json".formatted(mime));
    }
  }

  /** The declared length; -1 when the body comes in chunks. */
  private static long length(ContainerRequestContext request) {
    String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    return length == null ? -1 : Long.parseLong(length);
  }

  static Refusal tooLarge(Catalogue.Method method) {
    return new Refusal.TooLarge(
        "Request body is larger than %d bytes".formatted(method.bodyLimit()));
  }

  /** {@code uris[]=…} is an older spelling of {@code uris=…}. */
  private static void modernizeArrays(ContainerRequestContext request) {
    var uri = request.getUriInfo().getRequestUri().toString();
    if (uri.contains(LEGACY_ARRAY) || uri.contains(LEGACY_ARRAY_ENCODED)) {
      request.setRequestUri(
          java.net.URI.create(uri.replace(LEGACY_ARRAY, "=").replace(LEGACY_ARRAY_ENCODED, "=")));
    }
  }
}
