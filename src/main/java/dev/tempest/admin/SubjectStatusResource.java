package dev.tempest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Takedowns of accounts, records and blobs. Lexicons: {@code com.atproto.admin.*}. */
@Path("/xrpc")
public final class SubjectStatusResource {
  private final Subjects subjects;

  SubjectStatusResource(Subjects subjects) {
    this.subjects = subjects;
  }

  public record Update(
      Subject subject, @Nullable StatusAttr takedown, @Nullable StatusAttr deactivated) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Updated(Subject subject, @Nullable StatusAttr takedown) {}

  @GET
  @Path("com.atproto.admin.getSubjectStatus")
  public SubjectStatus getSubjectStatus(
      @QueryParam("did") @Nullable Did did,
      @QueryParam("uri") @Nullable AtUri uri,
      @QueryParam("blob") @Nullable Cid blob) {
    if (blob != null) {
      if (did == null) {
        throw Refusal.invalid("Must provide a did to request blob state");
      }
      return subjects.statusOfBlob(did, blob);
    }
    if (uri != null) {
      return subjects.statusOfRecord(uri);
    }
    if (did != null) {
      return subjects.statusOfAccount(did);
    }
    throw Refusal.invalid("No provided subject");
  }

  @POST
  @Path("com.atproto.admin.updateSubjectStatus")
  public Updated updateSubjectStatus(Update in) {
    subjects.update(in.subject(), in.takedown(), in.deactivated());
    return new Updated(in.subject(), in.takedown());
  }
}
