package dev.tempest.xrpc;

import dev.tempest.config.ServerConfig;
import dev.tempest.drain.Drain;
import dev.tempest.sqlite.VolumeHealth;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Whether the server can do its work: 503 when it cannot write to its volume, or stops. */
@Path("/xrpc/_health")
public final class HealthResource {
  private final VolumeHealth volume;
  private final Drain drain;
  private final ServerConfig config;

  HealthResource(VolumeHealth volume, Drain drain, ServerConfig config) {
    this.volume = volume;
    this.drain = drain;
    this.config = config;
  }

  public record Health(String status, String version, VolumeHealth.Storage storage) {}

  @GET
  public RestResponse<Health> health() {
    var storage = volume.look();
    boolean well = storage.writable() && !drain.isDraining();
    String bad = drain.isDraining() ? "draining" : "unavailable";
    return ResponseBuilder.create(
            well ? Status.OK : Status.SERVICE_UNAVAILABLE,
            new Health(well ? "ok" : bad, config.version(), storage))
        .build();
  }
}
