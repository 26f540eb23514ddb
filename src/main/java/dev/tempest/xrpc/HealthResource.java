package dev.tempest.xrpc;

import dev.tempest.config.ServerConfig;
import dev.tempest.sqlite.DataDir;
import io.quarkus.runtime.LaunchMode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Whether the server can do its work: 503 when it cannot write to its volume. */
@Path("/xrpc/_health")
public final class HealthResource {
  private static final Logger LOG = Logger.getLogger(HealthResource.class);

  private final DataDir dataDir;
  private final ServerConfig config;

  HealthResource(DataDir dataDir, ServerConfig config) {
    this.dataDir = dataDir;
    this.config = config;
  }

  /** The paths are base names in production: where a server keeps its data is its own affair. */
  public record Storage(String dataDir, String accountDb, String sequencerDb, boolean writable) {}

  public record Health(String status, String version, Storage storage) {}

  @GET
  public RestResponse<Health> health() {
    boolean writable = isWritable();
    var storage =
        new Storage(
            shown(dataDir.root()),
            shown(dataDir.accountDb()),
            shown(dataDir.sequencerDb()),
            writable);
    var health = new Health(writable ? "ok" : "unavailable", config.version(), storage);
    return ResponseBuilder.create(writable ? Status.OK : Status.SERVICE_UNAVAILABLE, health)
        .build();
  }

  private boolean isWritable() {
    try {
      java.nio.file.Path probe = Files.createTempFile(dataDir.tmp(), "probe", null);
      Files.writeString(probe, "probe");
      Files.delete(probe);
      return Files.exists(dataDir.accountDb()) && Files.exists(dataDir.sequencerDb());
    } catch (IOException e) {
      LOG.errorf("event=volume_unwritable: TEMPEST_DATA_DIR cannot be written to: %s", e);
      return false;
    }
  }

  private static String shown(java.nio.file.Path path) {
    java.nio.file.Path name = path.getFileName();
    return LaunchMode.current() != LaunchMode.NORMAL || name == null
        ? path.toString()
        : name.toString();
  }
}
