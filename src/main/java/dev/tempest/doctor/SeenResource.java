package dev.tempest.doctor;

import dev.tempest.fault.Refusal;
import dev.tempest.limit.TrustedProxies;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the doctor where its request seemed to come from; for others there is nothing here. */
@Path(ForwardedCheck.PATH)
public final class SeenResource {
  private final TrustedProxies proxies;
  private final DoctorPass passes;

  SeenResource(TrustedProxies proxies, DoctorPass passes) {
    this.proxies = proxies;
    this.passes = passes;
  }

  /**
   * A request.
   *
   * @param peer who opened the connection
   * @param forwarded what {@code X-Forwarded-For} said
   * @param client who is taken for the client
   */
  public record Seen(String peer, List<String> forwarded, String client) {}

  @GET
  public Seen seen(
      @HeaderParam(DoctorPass.HEADER) @Nullable String pass, @Context HttpServerRequest request) {
    if (pass == null || !passes.accepts(pass)) {
      throw new Refusal.Unknown("NotFound", "Not found");
    }
    String peer = request.remoteAddress().hostAddress();
    var forwarded = request.headers().getAll("X-Forwarded-For");
    var client = proxies.clientOf(peer, forwarded, request.getHeader("X-Real-IP"));
    return new Seen(peer, forwarded, client.getHostAddress());
  }
}
