package dev.tempest.proxy;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * Methods that others answer. The HTTP edge lets only those come here that nobody else has a path
 * for.
 */
@Path("/xrpc")
public class ProxyResource {
  private static final Nsid CREATE_REPORT = new Nsid("com.atproto.moderation.createReport");

  private final Proxy proxy;
  private final CallerContext caller;

  ProxyResource(Proxy proxy, CallerContext caller) {
    this.proxy = proxy;
    this.caller = caller;
  }

  // HEAD comes here too
  @GET
  @Path("{nsid}")
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> query(
      @PathParam("nsid") Nsid method, @Context RoutingContext exchange) {
    return procedure(method, exchange, InputStream.nullInputStream());
  }

  @POST
  @Path("{nsid}")
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> procedure(
      @PathParam("nsid") Nsid method, @Context RoutingContext exchange, InputStream body) {
    var call = ProxyCall.of(exchange, caller.requireSession(), method, body);
    return response(proxy.answer(call), exchange);
  }

  /** Also for those who are taken down: to object. */
  @POST
  @Path("com.atproto.moderation.createReport")
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> createReport(
      @Context RoutingContext exchange, Node.Obj report) {
    requireReport(report);
    var call =
        ProxyCall.of(
                exchange, caller.requireSession(), CREATE_REPORT, InputStream.nullInputStream())
            .withBody(Bytes.wrap(DagJson.format(report).getBytes(StandardCharsets.UTF_8)));
    return response(proxy.forward(call), exchange);
  }

  private static void requireReport(Node.Obj report) {
    if (!(report.fields().get("reasonType") instanceof Node.Text)) {
      throw Refusal.invalid("reasonType must be a string");
    }
    if (!(report.fields().get("subject") instanceof Node.Obj)) {
      throw Refusal.invalid("subject must be an object");
    }
  }

  private static RestResponse<StreamingOutput> response(
      ProxyAnswer answer, RoutingContext exchange) {
    StreamingOutput body = new AnswerBody(answer, exchange)::writeTo;
    var response = ResponseBuilder.<StreamingOutput>create(answer.status()).entity(body);
    answer.headers().forEach(response::header);
    return response.build();
  }
}
