package dev.tempest.stats;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * What this server holds, for everybody. On a virtual thread: it may wait for the first figures.
 */
@Path("/xrpc/_stats")
public final class StatsResource {
  private final Statistics statistics;

  StatsResource(Statistics statistics) {
    this.statistics = statistics;
  }

  @GET
  @RunOnVirtualThread
  public PublicStats stats() {
    return statistics.current();
  }
}
