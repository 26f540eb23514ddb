package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobConfig;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HostedDids;
import dev.tempest.invite.Invites;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server is, and what it offers to newcomers. */
@Path("/xrpc/com.atproto.server.describeServer")
public final class DescriptionResource {
  private final HostedDids dids;
  private final HandleDomains domains;
  private final AccountConfig config;
  private final BlobConfig blobs;
  private final Invites invites;

  DescriptionResource(
      HostedDids dids,
      HandleDomains domains,
      AccountConfig config,
      BlobConfig blobs,
      Invites invites) {
    this.dids = dids;
    this.domains = domains;
    this.config = config;
    this.blobs = blobs;
    this.invites = invites;
  }

  public record Links(@Nullable String privacyPolicy, @Nullable String termsOfService) {}

  public record Contact(@Nullable String email) {}

  public record Description(
      Did did,
      List<String> availableUserDomains,
      boolean inviteCodeRequired,
      boolean phoneVerificationRequired,
      Links links,
      Contact contact,
      long blobUploadLimit) {}

  @GET
  public Description describeServer() {
    return new Description(
        dids.serverDid(),
        domains.all(),
        invites.required(),
        false,
        new Links(config.privacyPolicyUrl().orElse(null), config.termsOfServiceUrl().orElse(null)),
        new Contact(config.contactEmail().orElse(null)),
        blobs.maxBytes());
  }
}
