package dev.tempest.record;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import dev.tempest.identity.DidResolver;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a repository is. Lexicon: {@code com.atproto.repo.describeRepo}. */
@Path("/xrpc/com.atproto.repo.describeRepo")
public class RepoResource {
  private final RecordService records;
  private final RepoDirectory directory;
  private final DidResolver dids;

  RepoResource(RecordService records, RepoDirectory directory, DidResolver dids) {
    this.records = records;
    this.directory = directory;
    this.dids = dids;
  }

  public record Description(
      Handle handle, Did did, Node didDoc, List<Nsid> collections, boolean handleIsCorrect) {}

  @GET
  public Description describeRepo(@QueryParam("repo") @Nullable AtIdentifier repo) {
    var account = directory.requireHosted(Refusal.required(repo, "repo"));
    DidDocument document =
        dids.resolve(account.did())
            .orElseThrow(() -> Refusal.invalid("Could not resolve DID: " + account.did()));
    boolean correct = document.handle().filter(account.handle()::equals).isPresent();
    return new Description(
        account.handle(),
        account.did(),
        document.json(),
        records.collections(account.did()),
        correct);
  }
}
