package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import dev.tempest.fault.Refusal.Bounds;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codes from the operator, and those that accounts have earned. */
@Path("/xrpc")
public final class InviteResource {
  private static final Bounds USES = new Bounds(1, 1_000_000, 1);
  private static final Bounds CODES = new Bounds(1, 1_000, 1);
  private static final int MOST_ACCOUNTS = 100;

  private final Invites invites;
  private final CallerContext caller;
  private final Audit audit;

  InviteResource(Invites invites, CallerContext caller, Audit audit) {
    this.invites = invites;
    this.caller = caller;
    this.audit = audit;
  }

  public record CreateInviteCode(Integer useCount, @Nullable Did forAccount) {}

  public record CodeCreated(String code) {}

  public record CreateInviteCodes(
      @Nullable Integer codeCount, Integer useCount, @Nullable List<Did> forAccounts) {}

  public record AccountCodes(String account, List<String> codes) {}

  public record CodesCreated(List<AccountCodes> codes) {}

  public record AccountInviteCodes(List<InviteCode> codes) {}

  @POST
  @Path("com.atproto.server.createInviteCode")
  public CodeCreated createInviteCode(CreateInviteCode in) {
    String owner = in.forAccount() == null ? InviteCode.ADMIN : in.forAccount().value();
    int uses = Refusal.bounded(in.useCount(), "useCount", USES);
    var made = mint("com.atproto.server.createInviteCode", List.of(owner), 1, uses);
    return new CodeCreated(made.values().iterator().next().getFirst());
  }

  @POST
  @Path("com.atproto.server.createInviteCodes")
  public CodesCreated createInviteCodes(CreateInviteCodes in) {
    int count = Refusal.bounded(in.codeCount(), "codeCount", CODES);
    int uses = Refusal.bounded(in.useCount(), "useCount", USES);
    var made = mint("com.atproto.server.createInviteCodes", owners(in.forAccounts()), count, uses);
    return new CodesCreated(
        made.entrySet().stream()
            .map(entry -> new AccountCodes(entry.getKey(), entry.getValue()))
            .toList());
  }

  // the audit names no codes: whoever reads one can use it
  private Map<String, List<String>> mint(String action, List<String> owners, int count, int uses) {
    var entry =
        AuditEntry.ofOperator(action, null)
            .with("accounts", String.join(" ", owners))
            .with("codeCount", Integer.toString(count))
            .with("useCount", Integer.toString(uses));
    return audit.around(entry, () -> invites.mint(owners, count, uses));
  }

  private static List<String> owners(@Nullable List<Did> accounts) {
    if (accounts == null || accounts.isEmpty()) {
      return List.of(InviteCode.ADMIN);
    }
    if (accounts.size() > MOST_ACCOUNTS) {
      throw Refusal.invalid("forAccounts must not have more than " + MOST_ACCOUNTS + " accounts");
    }
    return accounts.stream().map(Did::value).distinct().toList();
  }

  @GET
  @Path("com.atproto.server.getAccountInviteCodes")
  public AccountInviteCodes getAccountInviteCodes(
      @QueryParam("includeUsed") @Nullable Boolean includeUsed,
      @QueryParam("createAvailable") @Nullable Boolean createAvailable) {
    return new AccountInviteCodes(
        invites.ofAccount(
            caller.requireSession().did(),
            !Boolean.FALSE.equals(includeUsed),
            !Boolean.FALSE.equals(createAvailable)));
  }
}
