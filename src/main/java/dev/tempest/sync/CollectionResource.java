package dev.tempest.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.auth.AccountListing;
import dev.tempest.auth.AccountListing.Listed;
import dev.tempest.auth.AccountListing.Position;
import dev.tempest.fault.Refusal;
import dev.tempest.record.RepoExport;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has records of a kind. Lexicon: {@code com.atproto.sync.listReposByCollection}. */
@Path("/xrpc/com.atproto.sync.listReposByCollection")
public class CollectionResource {
  private static final Refusal.Bounds LIMIT = new Refusal.Bounds(1, 2000, 500);

  /**
   * Repositories that one call looks into, at half a millisecond each: a page may be short, or
   * empty, and have a cursor. An index of all would have to be written with every first record.
   */
  private static final int MOST_EXAMINED = 1_000;

  private final RepoExport export;
  private final AccountListing accounts;

  CollectionResource(RepoExport export, AccountListing accounts) {
    this.export = export;
    this.accounts = accounts;
  }

  public record Repo(Did did) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RepoPage(@Nullable String cursor, List<Repo> repos) {}

  @GET
  public RepoPage listReposByCollection(
      @QueryParam("collection") @Nullable Nsid collection,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    Nsid wanted = Refusal.required(collection, "collection");
    int most = Refusal.bounded(limit, "limit", LIMIT);
    Position start = cursor == null ? null : RepoListCursor.parse(cursor);
    List<Listed> candidates = accounts.after(start, MOST_EXAMINED);
    var found = new ArrayList<Repo>();
    for (Listed account : candidates) {
      if (account.status().isActive() && export.hasRecordsOf(account.did(), wanted)) {
        found.add(new Repo(account.did()));
        if (found.size() == most) {
          return new RepoPage(RepoListCursor.of(account.position()), found);
        }
      }
    }
    boolean more = candidates.size() == MOST_EXAMINED;
    return new RepoPage(more ? RepoListCursor.of(candidates.getLast().position()) : null, found);
  }
}
