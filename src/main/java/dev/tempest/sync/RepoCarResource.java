package dev.tempest.sync;

import dev.tempest.atproto.car.CarWriter;
import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Repositories and parts of them as CAR files. Lexicons: {@code com.atproto.sync.*}. */
@Path("/xrpc")
@Produces(RepoCarResource.CAR)
public class RepoCarResource {
  static final String CAR = "application/vnd.ipld.car";

  private static final int MOST_BLOCKS = 200;

  private final SyncedRepos repos;
  private final RepoExport export;
  private final CarStream stream;

  RepoCarResource(SyncedRepos repos, RepoExport export, CarStream stream) {
    this.repos = repos;
    this.export = export;
    this.stream = stream;
  }

  @GET
  @Path("com.atproto.sync.getRepo")
  public StreamingOutput getRepo(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("since") @Nullable Tid since,
      @Context RoutingContext exchange) {
    Did readable = repos.requireReadable(did);
    repos.requireHead(readable);
    return stream.open(readable, since, exchange)::writeTo;
  }

  /** Deprecated by the lexicon: {@link #getRepo} without {@code since}. */
  @GET
  @Path("com.atproto.sync.getCheckout")
  public StreamingOutput getCheckout(
      @QueryParam("did") @Nullable Did did, @Context RoutingContext exchange) {
    return getRepo(did, null, exchange);
  }

  /** Proves the record, or that there is none. */
  @GET
  @Path("com.atproto.sync.getRecord")
  public byte[] getRecord(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("collection") @Nullable Nsid collection,
      @QueryParam("rkey") @Nullable RecordKey rkey) {
    var path =
        new RecordPath(Refusal.required(collection, "collection"), Refusal.required(rkey, "rkey"));
    return export.prove(repos.requireReadable(did), path).unwrap();
  }

  /** Loose blocks: the file has no root. */
  @GET
  @Path("com.atproto.sync.getBlocks")
  public byte[] getBlocks(
      @QueryParam("did") @Nullable Did did, @QueryParam("cids") @Nullable List<Cid> cids) {
    if (cids == null || cids.isEmpty()) {
      throw Refusal.invalid("Missing required parameter: cids");
    }
    if (cids.size() > MOST_BLOCKS) {
      throw Refusal.invalid("cids must be %d or fewer".formatted(MOST_BLOCKS));
    }
    Did readable = repos.requireReadable(did);
    Map<Cid, Bytes> found = export.find(readable, cids);
    var missing = new LinkedHashSet<>(cids);
    missing.removeAll(found.keySet());
    if (!missing.isEmpty()) {
      throw new Refusal.Invalid(
          "BlockNotFound",
          missing.stream()
              .map(Cid::toString)
              .collect(Collectors.joining(",", "Could not find cids: ", "")));
    }
    return CarWriter.of(List.of(), found);
  }
}
