package dev.tempest.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.repo.Head;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountListing;
import dev.tempest.auth.AccountListing.Listed;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which repositories there are and where they stand. Lexicons: {@code com.atproto.sync.*}. */
@Path("/xrpc")
public class RepoStateResource {
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 1000, 500);

  private final SyncedRepos repos;
  private final RepoExport export;
  private final AccountListing accounts;

  RepoStateResource(SyncedRepos repos, RepoExport export, AccountListing accounts) {
    this.repos = repos;
    this.export = export;
    this.accounts = accounts;
  }

  public record LatestCommit(Cid cid, Tid rev) {}

  public record RootOfRepo(Cid root) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RepoStatus(Did did, boolean active, @Nullable String status, @Nullable Tid rev) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Repo(Did did, Cid head, Tid rev, boolean active, @Nullable String status) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RepoPage(@Nullable String cursor, List<Repo> repos) {}

  @GET
  @Path("com.atproto.sync.getLatestCommit")
  public LatestCommit getLatestCommit(@QueryParam("did") @Nullable Did did) {
    Head head = repos.requireHead(did);
    return new LatestCommit(head.commit(), head.rev());
  }

  /** Deprecated by the lexicon, in use by clients. */
  @GET
  @Path("com.atproto.sync.getHead")
  public RootOfRepo getHead(@QueryParam("did") @Nullable Did did) {
    return new RootOfRepo(repos.requireHead(did).commit());
  }

  @GET
  @Path("com.atproto.sync.getRepoStatus")
  public RepoStatus getRepoStatus(@QueryParam("did") @Nullable Did did) {
    var account = repos.requireKnown(did);
    boolean active = account.status().isActive();
    Tid rev = active ? export.head(account.did()).map(Head::rev).orElse(null) : null;
    return new RepoStatus(account.did(), active, account.status().whyInactive().orElse(null), rev);
  }

  @GET
  @Path("com.atproto.sync.listRepos")
  public RepoPage listRepos(
      @QueryParam("limit") @Nullable Integer limit, @QueryParam("cursor") @Nullable String cursor) {
    int most = Refusal.bounded(limit, "limit", LIST_LIMIT);
    var position = cursor == null ? null : RepoListCursor.parse(cursor);
    List<Listed> listed = accounts.after(position, most);
    var found = new ArrayList<Repo>();
    for (Listed account : listed) {
      export.glance(account.did()).ifPresent(head -> found.add(view(account, head)));
    }
    String next = listed.size() < most ? null : RepoListCursor.of(listed.getLast().position());
    return new RepoPage(next, found);
  }

  private static Repo view(Listed account, Head head) {
    return new Repo(
        account.did(),
        head.commit(),
        head.rev(),
        account.status().isActive(),
        account.status().whyInactive().orElse(null));
  }
}
