package dev.tempest.stats;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What this server holds, for everybody. */
@Path("/xrpc/_stats")
public final class StatsResource {
  private final Statistics statistics;

  StatsResource(Statistics statistics) {
    this.statistics = statistics;
  }

  @GET
  public PublicStats stats() {
    return statistics.current();
  }
}
