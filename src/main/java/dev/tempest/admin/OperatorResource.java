package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.audit.Audit;
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

  OperatorResource(StatusReport report, Audit audit) {
    this.report = report;
    this.audit = audit;
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

  private static @Nullable Long id(@Nullable String cursor) {
    try {
      return cursor == null ? null : Long.valueOf(cursor);
    } catch (NumberFormatException malformed) {
      throw Refusal.invalid("Malformed cursor");
    }
  }
}
