package dev.tempest.blob;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.ReadableAccounts;
import dev.tempest.fault.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code uploadBlob}, {@code getBlob} and {@code listBlobs}. */
@Path("/xrpc")
public class BlobResource {
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 1000, 500);

  private final BlobService blobs;
  private final BlobReferences references;
  private final ReadableAccounts accounts;
  private final CallerContext caller;

  BlobResource(
      BlobService blobs,
      BlobReferences references,
      ReadableAccounts accounts,
      CallerContext caller) {
    this.blobs = blobs;
    this.references = references;
    this.accounts = accounts;
    this.caller = caller;
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
    return new Uploaded(blobs.upload(did, type, body).toNode());
  }

  // a virtual thread, because it waits for as long as the reader takes
  @GET
  @Path("com.atproto.sync.getBlob")
  @RunOnVirtualThread
  public RestResponse<InputStream> getBlob(
      @QueryParam("did") @Nullable Did did, @QueryParam("cid") @Nullable Cid cid) {
    var blob = open(did, cid);
    return headers(blob).entity(blob.content()).build();
  }

  // the framework's own answer to HEAD would leave the blob open
  @HEAD
  @Path("com.atproto.sync.getBlob")
  public RestResponse<InputStream> headOfBlob(
      @QueryParam("did") @Nullable Did did, @QueryParam("cid") @Nullable Cid cid)
      throws IOException {
    var blob = open(did, cid);
    blob.content().close();
    return headers(blob).build();
  }

  private BlobService.OpenBlob open(@Nullable Did did, @Nullable Cid cid) {
    Did owner = accounts.requireReadable(did);
    Cid wanted = Refusal.required(cid, "cid");
    return blobs.open(owner, wanted).orElseThrow(() -> BlobService.notFound(wanted));
  }

  /** Headers that keep a browser from taking the blob for a page of this server. */
  private static ResponseBuilder<InputStream> headers(BlobService.OpenBlob blob) {
    return ResponseBuilder.<InputStream>create(RestResponse.Status.OK)
        .header(HttpHeaders.CONTENT_TYPE, blob.mimeType())
        .header(HttpHeaders.CONTENT_LENGTH, blob.size())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + blob.cid() + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox");
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
