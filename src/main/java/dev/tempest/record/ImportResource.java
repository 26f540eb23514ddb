package dev.tempest.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bringing a repository along: {@code importRepo} and {@code listMissingBlobs}. */
@Path("/xrpc")
public class ImportResource {
  private static final String CAR = "application/vnd.ipld.car";
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 1000, 500);

  private final RepoImport imports;
  private final MissingBlobs missing;
  private final ImportConfig config;
  private final CallerContext caller;

  ImportResource(
      RepoImport imports, MissingBlobs missing, ImportConfig config, CallerContext caller) {
    this.imports = imports;
    this.missing = missing;
    this.config = config;
    this.caller = caller;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MissingPage(@Nullable String cursor, List<MissingBlobs.MissingBlob> blobs) {}

  /** The lexicon has no output; the original Tempest told what became of the repository. */
  @POST
  @Path("com.atproto.repo.importRepo")
  public RepoImport.Imported importRepo(
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
      InputStream body) {
    Did did = caller.requireDid();
    if (!config.acceptingRepoImports()) {
      throw Refusal.invalid("Service is not accepting repo imports");
    }
    requireCar(type);
    if (length != null) {
      imports.requireFits(length);
    }
    return imports.run(did, body);
  }

  private static void requireCar(@Nullable String type) {
    String mime = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!mime.equals(CAR)) {
      throw Refusal.invalid(
          "Wrong request encoding (Content-Type): %s, expected %s".formatted(mime, CAR));
    }
  }

  @GET
  @Path("com.atproto.repo.listMissingBlobs")
  public MissingPage listMissingBlobs(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable Cid cursor) {
    int most = Refusal.bounded(limit, "limit", LIST_LIMIT);
    var blobs = missing.list(caller.requireDid(), cursor, most);
    return new MissingPage(blobs.size() < most ? null : blobs.getLast().cid().toString(), blobs);
  }
}
