package dev.tempest.account;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.blob.BlobConfig;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.HandleDomains;
import dev.tempest.identity.HostedDids;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server is, and becoming one of its accounts. */
@Path("/xrpc")
public final class ServerResource {
  private final HostedDids dids;
  private final HandleDomains domains;
  private final HandleRules handles;
  private final AccountCreation creation;
  private final SessionViews views;
  private final AccountConfig config;
  private final BlobConfig blobs;

  ServerResource(
      HostedDids dids,
      HandleDomains domains,
      HandleRules handles,
      AccountCreation creation,
      SessionViews views,
      AccountConfig config,
      BlobConfig blobs) {
    this.dids = dids;
    this.domains = domains;
    this.handles = handles;
    this.creation = creation;
    this.views = views;
    this.config = config;
    this.blobs = blobs;
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
  @Path("com.atproto.server.describeServer")
  public Description describeServer() {
    return new Description(
        dids.serverDid(),
        domains.all(),
        false,
        false,
        new Links(config.privacyPolicyUrl().orElse(null), config.termsOfServiceUrl().orElse(null)),
        new Contact(config.contactEmail().orElse(null)),
        blobs.maxBytes());
  }

  public record CreateAccount(
      String handle,
      @Nullable String email,
      @Nullable String password,
      @Nullable Did did,
      @Nullable String recoveryKey,
      @Nullable Node plcOp) {}

  public record AccountCreated(
      String accessJwt, String refreshJwt, Handle handle, Did did, Node.@Nullable Obj didDoc) {}

  @POST
  @Path("com.atproto.server.createAccount")
  public AccountCreated createAccount(CreateAccount in) {
    if (in.did() != null) {
      throw Refusal.invalid("This server does not take accounts from other servers");
    }
    if (in.plcOp() != null) {
      throw Refusal.invalid("Unsupported input: \"plcOp\"");
    }
    var handle = handles.requireFit(in.handle());
    var email = new Email(required(in.email(), "Email"));
    String password = required(in.password(), "Password");
    Passwords.requireFit(password);
    var created =
        creation.create(
            new AccountCreation.Application(
                handle, email, password, recoveryKey(in.recoveryKey())));
    return new AccountCreated(
        created.tokens().access(),
        created.tokens().refresh(),
        created.handle(),
        created.did(),
        views.didDocument(created.did()));
  }

  private static String required(@Nullable String value, String name) {
    if (value == null || value.isEmpty()) {
      throw Refusal.invalid(name + " is required");
    }
    return value;
  }

  private static Optional<PublicKey> recoveryKey(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(PublicKey::parseDidKey);
    } catch (DecodeException malformed) {
      throw Refusal.invalid("recoveryKey must be a did:key");
    }
  }
}
