package dev.tempest.xrpc;

import dev.tempest.config.ServerConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What somebody sees who opens the server in a browser, and what crawlers may visit. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public final class FrontResource {
  private final String version;

  FrontResource(ServerConfig config) {
    this.version = config.version();
  }

  @GET
  public String banner() {
    return """
        This is Tempest %s, an AT Protocol Personal Data Server (PDS).

        Most of what it serves is under /xrpc/
        """
        .formatted(version);
  }

  @GET
  @Path("robots.txt")
  public String robots() {
    return """
        # Everybody is welcome.
        User-agent: *
        Allow: /
        """;
  }
}
