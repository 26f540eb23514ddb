package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.fault.Refusal;
import dev.tempest.invite.InviteCode;
import dev.tempest.invite.InviteOversight;
import dev.tempest.invite.InviteOversight.Sort;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's view of invites. Lexicons: {@code com.atproto.admin.*}. */
@Path("/xrpc")
public final class InviteAdminResource {
  private static final String PREFIX = "com.atproto.admin.";
  private static final Refusal.Bounds LIST_LIMIT = new Refusal.Bounds(1, 500, 100);

  private final InviteOversight invites;
  private final Audit audit;

  InviteAdminResource(InviteOversight invites, Audit audit) {
    this.invites = invites;
    this.audit = audit;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CodePage(@Nullable String cursor, List<InviteCode> codes) {}

  public record DisableCodes(@Nullable List<String> codes, @Nullable List<String> accounts) {}

  public record AccountInvites(Did account, @Nullable String note) {}

  @GET
  @Path("com.atproto.admin.getInviteCodes")
  public CodePage getInviteCodes(
      @QueryParam("sort") @Nullable String sort,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int most = Refusal.bounded(limit, "limit", LIST_LIMIT);
    var page = invites.list(Sort.of(sort), most, cursor);
    return new CodePage(page.cursor(), page.codes());
  }

  @POST
  @Path("com.atproto.admin.disableInviteCodes")
  public void disableInviteCodes(DisableCodes in) {
    List<String> codes = in.codes() == null ? List.of() : in.codes();
    List<String> owners = in.accounts() == null ? List.of() : in.accounts();
    var entry =
        AuditEntry.ofOperator(PREFIX + "disableInviteCodes", null)
            .with("codes", String.join(" ", codes))
            .with("accounts", String.join(" ", owners));
    audit.around(entry, () -> invites.disableCodes(codes, owners));
  }

  @POST
  @Path("com.atproto.admin.disableAccountInvites")
  public void disableAccountInvites(AccountInvites in) {
    allow("disableAccountInvites", in, false);
  }

  @POST
  @Path("com.atproto.admin.enableAccountInvites")
  public void enableAccountInvites(AccountInvites in) {
    allow("enableAccountInvites", in, true);
  }

  private void allow(String method, AccountInvites in, boolean allowed) {
    var entry = AuditEntry.ofOperator(PREFIX + method, in.account().value());
    String note = in.note();
    audit.around(
        note == null ? entry : entry.with("note", note),
        () -> invites.allowInvites(in.account(), allowed, note));
  }
}
