package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.ReadableAccounts;
import dev.tempest.blob.ServedBlobs.Served;
import dev.tempest.fault.Refusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code getBlob}, whole, in parts, or by way of a CDN. */
@Path("/xrpc/com.atproto.sync.getBlob")
public class GetBlobResource {
  private static final String RANGE = "Range";
  private static final String IF_RANGE = "If-Range";
  private static final String CONTENT_RANGE = "Content-Range";

  // long enough for a page and its reload, short enough for a takedown
  private static final String CACHE = "max-age=3600";

  private final ServedBlobs blobs;
  private final ReadableAccounts accounts;
  private final Optional<String> cdn;
  private final BlobMetrics metrics;

  GetBlobResource(
      ServedBlobs blobs, ReadableAccounts accounts, BlobConfig config, BlobMetrics metrics) {
    this.metrics = metrics;
    this.blobs = blobs;
    this.accounts = accounts;
    this.cdn = config.cdnBaseUrl().map(url -> url.replaceFirst("/$", ""));
  }

  // a virtual thread, because it waits for as long as the reader takes
  @GET
  @RunOnVirtualThread
  public RestResponse<StreamingOutput> getBlob(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("cid") @Nullable Cid cid,
      @HeaderParam(RANGE) @Nullable String range,
      @HeaderParam(IF_RANGE) @Nullable String ifRange,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @Context RoutingContext exchange) {
    Served blob = find(did, cid);
    var elsewhere = withoutContent(blob, ifNoneMatch);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    // a part that the reader has of something else would not fit
    boolean fits = ifRange == null || ifRange.equals(tag(blob));
    return switch (ByteRange.of(fits ? range : null, blob.size())) {
      case ByteRange.Whole _ -> whole(blob, exchange);
      case ByteRange.Part(BlobStore.Span span) -> part(blob, span, exchange);
      case ByteRange.Unsatisfiable _ ->
          ResponseBuilder.<StreamingOutput>create(
                  RestResponse.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
              .header(CONTENT_RANGE, "bytes */" + blob.size())
              .build();
    };
  }

  // the framework's own answer to HEAD would leave the blob open
  @HEAD
  public RestResponse<StreamingOutput> headOfBlob(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("cid") @Nullable Cid cid,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    Served blob = find(did, cid);
    return withoutContent(blob, ifNoneMatch)
        .orElseGet(
            () -> {
              if (!blobs.isStored(blob)) {
                throw BlobService.notFound(blob.cid());
              }
              return headers(blob, RestResponse.Status.OK)
                  .header(HttpHeaders.CONTENT_LENGTH, blob.size())
                  .build();
            });
  }

  private Served find(@Nullable Did did, @Nullable Cid cid) {
    Did owner = accounts.requireReadable(did);
    Cid wanted = Refusal.required(cid, "cid");
    return blobs.find(owner, wanted).orElseThrow(() -> BlobService.notFound(wanted));
  }

  /** The answer to those who have the blob, or can have it from the CDN. */
  private Optional<RestResponse<StreamingOutput>> withoutContent(
      Served blob, @Nullable String ifNoneMatch) {
    boolean known = ifNoneMatch != null && matches(ifNoneMatch, tag(blob));
    boolean byCdn = cdn.isPresent() && accounts.isPublic(blob.owner());
    if ((known || byCdn) && blobs.isReferenced(blob)) {
      return Optional.of(
          known
              ? cacheable(blob, RestResponse.Status.NOT_MODIFIED).build()
              : ResponseBuilder.<StreamingOutput>create(RestResponse.Status.FOUND)
                  .location(atCdn(blob))
                  .build());
    }
    return Optional.empty();
  }

  private static boolean matches(String ifNoneMatch, String tag) {
    for (String one : ifNoneMatch.split(",", -1)) {
      String given = one.strip();
      if (given.equals("*") || given.equals(tag) || given.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  private URI atCdn(Served blob) {
    String owner = blob.owner().value().replace("%", "%25"); // did:web may have one
    return URI.create(cdn.orElseThrow() + "/blobs/" + owner + "/" + blob.cid());
  }

  private RestResponse<StreamingOutput> whole(Served blob, RoutingContext exchange) {
    var content = blobs.open(blob).orElseThrow(() -> BlobService.notFound(blob.cid()));
    return headers(blob, RestResponse.Status.OK)
        .header(HttpHeaders.CONTENT_LENGTH, blob.size())
        .entity(new BlobStream(content, exchange, metrics)::writeTo)
        .build();
  }

  private RestResponse<StreamingOutput> part(
      Served blob, BlobStore.Span span, RoutingContext exchange) {
    var content = blobs.open(blob, span).orElseThrow(() -> BlobService.notFound(blob.cid()));
    return headers(blob, RestResponse.Status.PARTIAL_CONTENT)
        .header(HttpHeaders.CONTENT_LENGTH, span.length())
        .header(CONTENT_RANGE, "bytes %d-%d/%d".formatted(span.first(), span.last(), blob.size()))
        .entity(new BlobStream(content, exchange, metrics)::writeTo)
        .build();
  }

  /** Headers that keep a browser from taking the blob for a page of this server. */
  private static ResponseBuilder<StreamingOutput> headers(Served blob, RestResponse.Status status) {
    return cacheable(blob, status)
        .header(HttpHeaders.CONTENT_TYPE, blob.mimeType())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + blob.cid() + "\"")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("Accept-Ranges", "bytes");
  }

  private static ResponseBuilder<StreamingOutput> cacheable(
      Served blob, RestResponse.Status status) {
    return ResponseBuilder.<StreamingOutput>create(status)
        .header(HttpHeaders.ETAG, tag(blob))
        .header(HttpHeaders.CACHE_CONTROL, CACHE);
  }

  private static String tag(Served blob) {
    return "\"" + blob.cid() + "\"";
  }
}
