package dev.tempest.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.DagCbor;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.atproto.syntax.RecordPath;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import dev.tempest.stream.RequestThread;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reading and writing single records. Lexicons: {@code com.atproto.repo.*}. */
@Path("/xrpc")
public class RecordResource {
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 100, 50);

  private final RecordService records;
  private final RepoDirectory directory;
  private final ForeignRecords foreign;
  private final CallerContext caller;
  private final Validation validation;

  RecordResource(
      RecordService records,
      RepoDirectory directory,
      ForeignRecords foreign,
      CallerContext caller,
      Validation validation) {
    this.records = records;
    this.validation = validation;
    this.directory = directory;
    this.foreign = foreign;
    this.caller = caller;
  }

  /** {@code com.atproto.repo.defs#commitMeta}. */
  public record CommitMeta(Cid cid, dev.tempest.atproto.syntax.Tid rev) {
    static @Nullable CommitMeta of(@Nullable Head head) {
      return head == null ? null : new CommitMeta(head.commit(), head.rev());
    }
  }

  public record CreateRecord(
      AtIdentifier repo,
      Nsid collection,
      @Nullable RecordKey rkey,
      @Nullable Boolean validate,
      Node record,
      @Nullable Cid swapCommit) {}

  public record PutRecord(
      AtIdentifier repo,
      Nsid collection,
      RecordKey rkey,
      @Nullable Boolean validate,
      Node record,
      @Nullable SwapRecord swapRecord,
      @Nullable Cid swapCommit) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Written(
      AtUri uri, Cid cid, @Nullable CommitMeta commit, @Nullable String validationStatus) {}

  public record DeleteRecord(
      AtIdentifier repo,
      Nsid collection,
      RecordKey rkey,
      @Nullable SwapRecord swapRecord,
      @Nullable Cid swapCommit) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deleted(@Nullable CommitMeta commit) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RecordView(AtUri uri, @Nullable Cid cid, Node value) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RecordPage(@Nullable String cursor, List<RecordView> records) {}

  @POST
  @Path("com.atproto.repo.createRecord")
  public Written createRecord(CreateRecord in) {
    Did did = caller.requireRepo(in.repo());
    var checked = validation.check(in.collection(), in.rkey(), in.record(), in.validate());
    boolean replacesTwin = !Boolean.FALSE.equals(in.validate());
    var write = new RecordWrite.Create(in.collection(), in.rkey(), checked.record(), replacesTwin);
    return written(records.apply(did, List.of(write), in.swapCommit()), checked.status());
  }

  @POST
  @Path("com.atproto.repo.putRecord")
  public Written putRecord(PutRecord in) {
    Did did = caller.requireRepo(in.repo());
    var checked = validation.check(in.collection(), in.rkey(), in.record(), in.validate());
    var write = new RecordWrite.Put(in.collection(), in.rkey(), checked.record(), in.swapRecord());
    return written(records.apply(did, List.of(write), in.swapCommit()), checked.status());
  }

  @POST
  @Path("com.atproto.repo.deleteRecord")
  public Deleted deleteRecord(DeleteRecord in) {
    Did did = caller.requireRepo(in.repo());
    var write = new RecordWrite.Delete(in.collection(), in.rkey(), in.swapRecord());
    var applied = records.apply(did, List.of(write), in.swapCommit());
    return new Deleted(CommitMeta.of(applied.commit()));
  }

  private static Written written(Applied applied, @Nullable String status) {
    var commit = CommitMeta.of(applied.commit());
    return switch (applied.outcomes().getFirst()) {
      case Applied.Outcome.Created created ->
          new Written(created.uri(), created.cid(), commit, status);
      case Applied.Outcome.Updated updated ->
          new Written(updated.uri(), updated.cid(), commit, status);
      case Applied.Outcome.Deleted _ -> throw new IllegalStateException("a write became a delete");
    };
  }

  // a stage, because others' records take as long as somebody else's network
  @GET
  @Path("com.atproto.repo.getRecord")
  @Blocking
  public CompletionStage<RecordView> getRecord(
      @QueryParam("repo") @Nullable AtIdentifier repo,
      @QueryParam("collection") @Nullable Nsid collection,
      @QueryParam("rkey") @Nullable RecordKey rkey,
      @QueryParam("cid") @Nullable Cid cid,
      @HeaderParam("atproto-proxy") @Nullable String service) {
    var path =
        new RecordPath(Refusal.required(collection, "collection"), Refusal.required(rkey, "rkey"));
    AtIdentifier identifier = Refusal.required(repo, "repo");
    var named = Optional.ofNullable(service).filter(name -> !name.isEmpty());
    if (!directory.isHosted(identifier) && foreign.canBeAsked(named)) {
      return onVirtualThread(() -> view(foreign.get(named, identifier, path, cid)));
    }
    return CompletableFuture.completedStage(
        directory
            .findReadable(identifier)
            .flatMap(
                did ->
                    records
                        .find(did, path)
                        .filter(record -> cid == null || cid.equals(record.cid()))
                        .map(record -> view(did, record)))
            .orElseThrow(
                () ->
                    new Refusal.Invalid(
                        "RecordNotFound",
                        "Could not locate record: at://" + identifier + "/" + path)));
  }

  private static <T> CompletionStage<T> onVirtualThread(Supplier<T> work) {
    var result = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name("foreign-record")
        .start(
            RequestThread.carrying(
                () -> {
                  try {
                    result.complete(work.get());
                  } catch (RuntimeException failure) { // the root of a thread
                    result.completeExceptionally(failure);
                  }
                }));
    return result;
  }

  private static RecordView view(ForeignRecords.ForeignRecord record) {
    return new RecordView(record.uri(), record.cid(), record.value());
  }

  @GET
  @Path("com.atproto.repo.listRecords")
  public RecordPage listRecords(
      @QueryParam("repo") @Nullable AtIdentifier repo,
      @QueryParam("collection") @Nullable Nsid collection,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("reverse") @Nullable Boolean reverse) {
    Did did = directory.requireReadable(Refusal.required(repo, "repo"));
    var page =
        new RecordTable.Page(
            Refusal.required(collection, "collection"),
            Refusal.bounded(limit, "limit", LIST_LIMIT),
            cursor,
            Boolean.TRUE.equals(reverse));
    var found = records.list(did, page);
    String next = found.isEmpty() ? null : found.getLast().path().rkey().value();
    return new RecordPage(next, found.stream().map(record -> view(did, record)).toList());
  }

  private static RecordView view(Did did, RecordService.StoredRecord record) {
    return new RecordView(
        AtUri.of(did, record.path()), record.cid(), DagCbor.decode(record.content().unwrap()));
  }
}
