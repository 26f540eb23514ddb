package dev.tempest.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.atproto.syntax.RecordKey;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import dev.tempest.limit.Weighed;
import dev.tempest.limit.WritePoints;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many record writes in one commit. Lexicon: {@code com.atproto.repo.applyWrites}. */
@Path("/xrpc/com.atproto.repo.applyWrites")
public class ApplyWritesResource {
  private final RecordService records;
  private final CallerContext caller;
  private final Validation validation;

  ApplyWritesResource(RecordService records, CallerContext caller, Validation validation) {
    this.records = records;
    this.validation = validation;
    this.caller = caller;
  }

  public record ApplyWrites(
      AtIdentifier repo,
      @Nullable Boolean validate,
      List<WriteInput> writes,
      @Nullable Cid swapCommit)
      implements Weighed {
    @Override
    public int points() {
      return writes.stream().mapToInt(WriteInput::points).sum();
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "$type")
  @JsonSubTypes({
    @JsonSubTypes.Type(WriteInput.Create.class),
    @JsonSubTypes.Type(WriteInput.Update.class),
    @JsonSubTypes.Type(WriteInput.Delete.class)
  })
  public sealed interface WriteInput {
    private int points() {
      return switch (this) {
        case Create _ -> WritePoints.CREATE;
        case Update _ -> WritePoints.UPDATE;
        case Delete _ -> WritePoints.DELETE;
      };
    }

    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#create")
    record Create(Nsid collection, @Nullable RecordKey rkey, Node value) implements WriteInput {}

    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#update")
    record Update(Nsid collection, RecordKey rkey, Node value) implements WriteInput {}

    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#delete")
    record Delete(Nsid collection, RecordKey rkey) implements WriteInput {}
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "$type")
  @JsonSubTypes({
    @JsonSubTypes.Type(WriteResult.Created.class),
    @JsonSubTypes.Type(WriteResult.Updated.class),
    @JsonSubTypes.Type(WriteResult.Deleted.class)
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public sealed interface WriteResult {
    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#createResult")
    record Created(AtUri uri, Cid cid, @Nullable String validationStatus) implements WriteResult {}

    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#updateResult")
    record Updated(AtUri uri, Cid cid, @Nullable String validationStatus) implements WriteResult {}

    @RegisterForReflection
    @JsonTypeName("com.atproto.repo.applyWrites#deleteResult")
    record Deleted() implements WriteResult {}
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Results(RecordResource.@Nullable CommitMeta commit, List<WriteResult> results) {}

  @POST
  public Results applyWrites(ApplyWrites in) {
    Did did = caller.requireRepo(in.repo());
    if (in.writes().size() > RecordService.MOST_WRITES) {
      throw Refusal.invalid("Too many writes. Max: " + RecordService.MOST_WRITES);
    }
    var writes = new ArrayList<RecordWrite>();
    var statuses = new ArrayList<@Nullable String>();
    for (WriteInput write : in.writes()) {
      statuses.add(add(write, in.validate(), writes));
    }
    var applied = records.apply(did, writes, in.swapCommit());
    var results = new ArrayList<WriteResult>();
    for (int i = 0; i < statuses.size(); i++) {
      results.add(result(applied.outcomes().get(i), statuses.get(i)));
    }
    return new Results(RecordResource.CommitMeta.of(applied.commit()), results);
  }

  /** Returns the record's validation status. */
  private @Nullable String add(
      WriteInput write, @Nullable Boolean validate, List<RecordWrite> writes) {
    return switch (write) {
      case WriteInput.Create(var collection, var rkey, var value) -> {
        var checked = validation.check(collection, rkey, value, validate);
        writes.add(new RecordWrite.Create(collection, rkey, checked.record(), false));
        yield checked.status();
      }
      case WriteInput.Update(var collection, var rkey, var value) -> {
        var checked = validation.check(collection, rkey, value, validate);
        writes.add(new RecordWrite.Update(collection, rkey, checked.record()));
        yield checked.status();
      }
      case WriteInput.Delete(var collection, var rkey) -> {
        writes.add(new RecordWrite.Delete(collection, rkey, null));
        yield null;
      }
    };
  }

  private static WriteResult result(Applied.Outcome outcome, @Nullable String status) {
    return switch (outcome) {
      case Applied.Outcome.Created(var uri, var cid) -> new WriteResult.Created(uri, cid, status);
      case Applied.Outcome.Updated(var uri, var cid) -> new WriteResult.Updated(uri, cid, status);
      case Applied.Outcome.Deleted _ -> new WriteResult.Deleted();
    };
  }
}
