package dev.tempest.xrpc;

import dev.tempest.config.ServerConfig;
import dev.tempest.sqlite.VolumeHealth;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Whether the server can do its work: 503 when it cannot write to its volume. */
@Path("/xrpc/_health")
public final class HealthResource {
  private final VolumeHealth volume;
  private final ServerConfig config;

  HealthResource(VolumeHealth volume, ServerConfig config) {
    this.volume = volume;
    this.config = config;
  }

  public record Health(String status, String version, VolumeHealth.Storage storage) {}

  @GET
  public RestResponse<Health> health() {
    var storage = volume.look();
    String status = storage.writable() ? "ok" : "unavailable";
    return ResponseBuilder.create(
            storage.writable() ? Status.OK : Status.SERVICE_UNAVAILABLE,
            new Health(status, config.version(), storage))
        .build();
  }
}
