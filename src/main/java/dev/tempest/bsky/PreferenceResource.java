package dev.tempest.bsky;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.CallerContext;
import dev.tempest.proxy.AnswerBody;
import dev.tempest.proxy.Proxy;
import dev.tempest.proxy.ProxyAnswer;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Service;
import dev.tempest.proxy.Services;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** {@code app.bsky.actor.getPreferences} and {@code putPreferences}, unless meant for others. */
@Path("/xrpc")
public class PreferenceResource {
  private final Preferences preferences;
  private final StorageThreads storage;
  private final Services services;
  private final Proxy proxy;
  private final CallerContext caller;

  PreferenceResource(
      Preferences preferences,
      StorageThreads storage,
      Services services,
      Proxy proxy,
      CallerContext caller) {
    this.preferences = preferences;
    this.storage = storage;
    this.services = services;
    this.proxy = proxy;
    this.caller = caller;
  }

  public record PutPreferences(List<Node.Obj> preferences) {}

  @GET
  @Path("app.bsky.actor.getPreferences")
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> getPreferences(@Context RoutingContext exchange) {
    var call = call(exchange, "app.bsky.actor.getPreferences");
    if (isForOthers(call)) {
      return response(proxy.answer(call), exchange);
    }
    List<Node> found = storage.call(() -> preferences.of(call.caller()));
    return response(ProxyAnswer.json(body(found)), exchange);
  }

  @POST
  @Path("app.bsky.actor.putPreferences")
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> putPreferences(
      @Context RoutingContext exchange, PutPreferences in) {
    var call = call(exchange, "app.bsky.actor.putPreferences");
    if (isForOthers(call)) {
      var body = DagJson.format(body(List.copyOf(in.preferences())));
      var content = Bytes.wrap(body.getBytes(StandardCharsets.UTF_8));
      return response(proxy.answer(call.withBody(content)), exchange);
    }
    storage.call(
        () -> {
          preferences.replace(call.caller(), in.preferences());
          return in;
        });
    return RestResponse.ok();
  }

  private ProxyCall call(RoutingContext exchange, String method) {
    return ProxyCall.of(
        exchange, caller.requireSession(), new Nsid(method), InputStream.nullInputStream());
  }

  /**
   * Named is any service but the AppView, whose preferences are those that are kept here; any
   * AppView, where the operator chose none.
   */
  private boolean isForOthers(ProxyCall call) {
    var own = services.appView().map(Service::id);
    return call.to()
        .filter(name -> !own.map(name::equals).orElse(name.endsWith(Services.APPVIEW)))
        .isPresent();
  }

  private static Node body(List<Node> preferences) {
    return new Node.Obj(Map.of("preferences", new Node.Array(preferences)));
  }

  private static RestResponse<StreamingOutput> response(
      ProxyAnswer answer, RoutingContext exchange) {
    StreamingOutput body = new AnswerBody(answer, exchange)::writeTo;
    var response = ResponseBuilder.<StreamingOutput>create(answer.status()).entity(body);
    answer.headers().forEach(response::header);
    return response.build();
  }
}
