package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.account.AccountInfo;
import dev.tempest.account.AccountInfos;
import dev.tempest.admin.AccountViews.AccountView;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator may know of accounts. Lexicons: {@code com.atproto.admin.*}. */
@Path("/xrpc")
public final class AccountInfoResource {
  private static final Refusal.Bounds SEARCH_LIMIT = new Refusal.Bounds(1, 100, 50);

  private final AccountInfos accounts;
  private final AccountViews views;

  AccountInfoResource(AccountInfos accounts, AccountViews views) {
    this.accounts = accounts;
    this.views = views;
  }

  public record Infos(List<AccountView> infos) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AccountPage(@Nullable String cursor, List<AccountView> accounts) {}

  @GET
  @Path("com.atproto.admin.getAccountInfo")
  public AccountView getAccountInfo(@QueryParam("did") @Nullable Did did) {
    return views.of(List.of(Refusal.required(did, "did"))).stream()
        .findFirst()
        .orElseThrow(() -> new Refusal.Invalid("NotFound", "Account not found"));
  }

  /** Leaves out accounts that there are not. */
  @GET
  @Path("com.atproto.admin.getAccountInfos")
  public Infos getAccountInfos(@QueryParam("dids") @Nullable List<Did> dids) {
    if (dids == null || dids.isEmpty()) {
      throw Refusal.invalid("Missing required parameter: dids");
    }
    return new Infos(views.of(new LinkedHashSet<>(dids)));
  }

  @GET
  @Path("com.atproto.admin.searchAccounts")
  public AccountPage searchAccounts(
      @QueryParam("email") @Nullable String email,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable Integer limit) {
    int most = Refusal.bounded(limit, "limit", SEARCH_LIMIT);
    var after = cursor == null ? null : AccountCursor.parse(cursor);
    List<AccountInfo> found = accounts.search(new AccountInfos.Search(email, after, most));
    String next = found.size() < most ? null : AccountCursor.of(found.getLast());
    return new AccountPage(next, views.views(found));
  }
}
