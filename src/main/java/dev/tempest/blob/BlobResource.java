package dev.tempest.blob;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.BlobRef;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.ReadableAccounts;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code uploadBlob} and {@code listBlobs}. */
@Path("/xrpc")
public class BlobResource {
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 1000, 500);

  private final BlobService blobs;
  private final BlobReferences references;
  private final ReadableAccounts accounts;
  private final CallerContext caller;
  private final BlobMetrics metrics;

  BlobResource(
      BlobService blobs,
      BlobReferences references,
      ReadableAccounts accounts,
      CallerContext caller,
      BlobMetrics metrics) {
    this.blobs = blobs;
    this.references = references;
    this.accounts = accounts;
    this.caller = caller;
    this.metrics = metrics;
  }

  public record Uploaded(Node blob) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record BlobPage(@Nullable String cursor, List<Cid> cids) {}

  @POST
  @Path("com.atproto.repo.uploadBlob")
  public Uploaded uploadBlob(
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
      InputStream body) {
    Did did = caller.requireDid();
    if (length != null) {
      blobs.requireFits(length);
    }
    BlobRef stored = blobs.upload(did, type, body);
    metrics.uploaded(stored.size());
    return new Uploaded(stored.toNode());
  }

  @GET
  @Path("com.atproto.sync.listBlobs")
  public BlobPage listBlobs(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("since") @Nullable Tid since,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable Cid cursor) {
    Did owner = accounts.requireReadable(did);
    int most = Refusal.bounded(limit, "limit", LIST_LIMIT);
    List<Cid> cids = references.list(owner, since, cursor, most);
    return new BlobPage(cids.size() < most ? null : cids.getLast().toString(), cids);
  }
}
