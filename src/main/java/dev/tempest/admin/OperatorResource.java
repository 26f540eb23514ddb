package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.account.OpenCodes;
import dev.tempest.atproto.syntax.AtIdentifier;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.audit.Audit;
import dev.tempest.audit.AuditEntry;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operator is shown beside the protocol. */
@Path("/xrpc/_admin")
public final class OperatorResource {
  private static final Refusal.Bounds AUDIT_LIMIT = new Refusal.Bounds(1, 500, 100);

  private final StatusReport report;
  private final Audit audit;
  private final OpenCodes codes;

  OperatorResource(StatusReport report, Audit audit, OpenCodes codes) {
    this.report = report;
    this.audit = audit;
    this.codes = codes;
  }

  /** One audit entry. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      long id,
      String at,
      String actor,
      String action,
      @Nullable String subject,
      Map<String, String> detail) {
    static Entry of(Audit.Recorded recorded) {
      var entry = recorded.entry();
      return new Entry(
          recorded.id(),
          Times.show(recorded.at()),
          entry.actor(),
          entry.action(),
          entry.subject(),
          entry.detail());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AuditPage(@Nullable String cursor, List<Entry> entries) {}

  /** A code as it stands in an e-mail, or would. */
  public record Code(String purpose, String code, String expiresAt) {
    @Override
    public String toString() {
      return "Code[" + purpose + "]";
    }
  }

  public record Codes(Did did, List<Code> codes) {}

  @GET
  @Path("status")
  public ServerStatus status() {
    return report.draw();
  }

  /** Newest first. */
  @GET
  @Path("audit")
  public AuditPage audit(
      @QueryParam("subject") @Nullable String subject,
      @QueryParam("limit") @Nullable Integer limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int most = Refusal.bounded(limit, "limit", AUDIT_LIMIT);
    var found = audit.list(new Audit.Query(subject, id(cursor), most));
    String next = found.size() < most ? null : Long.toString(found.getLast().id());
    return new AuditPage(next, found.stream().map(Entry::of).toList());
  }

  /** {@code account} is a DID or a handle. */
  @GET
  @Path("codes")
  public Codes codes(@QueryParam("account") @Nullable AtIdentifier account) {
    var found =
        codes.show(Refusal.required(account, "account"), AuditEntry.OPERATOR, "_admin/codes");
    return new Codes(
        found.did(),
        found.codes().stream()
            .map(one -> new Code(one.purpose().wire(), one.code(), Times.show(one.expiresAt())))
            .toList());
  }

  private static @Nullable Long id(@Nullable String cursor) {
    try {
      return cursor == null ? null : Long.valueOf(cursor);
    } catch (NumberFormatException malformed) {
      throw Refusal.invalid("Malformed cursor");
    }
  }
}
