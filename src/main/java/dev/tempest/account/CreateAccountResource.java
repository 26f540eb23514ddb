package dev.tempest.account;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.Caller;
import dev.tempest.auth.CallerContext;
import dev.tempest.fault.Refusal;
import dev.tempest.invite.Invites;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Becoming one of the server's accounts. */
@Path("/xrpc/com.atproto.server.createAccount")
public final class CreateAccountResource {
  private final HandleRules handles;
  private final CallerContext caller;
  private final AccountCreation creation;
  private final SessionViews views;
  private final Invites invites;

  CreateAccountResource(
      HandleRules handles,
      CallerContext caller,
      AccountCreation creation,
      SessionViews views,
      Invites invites) {
    this.handles = handles;
    this.caller = caller;
    this.creation = creation;
    this.views = views;
    this.invites = invites;
  }

  public record CreateAccount(
      String handle,
      @Nullable String email,
      @Nullable String password,
      @Nullable Did did,
      @Nullable String inviteCode,
      @Nullable String recoveryKey,
      @Nullable Node plcOp) {}

  public record AccountCreated(
      String accessJwt, String refreshJwt, Handle handle, Did did, Node.@Nullable Obj didDoc) {}

  @POST
  public AccountCreated createAccount(CreateAccount in) {
    if (in.plcOp() != null) {
      throw Refusal.invalid("Unsupported input: \"plcOp\"");
    }
    Optional<Did> did = Optional.ofNullable(in.did());
    did.ifPresent(this::requireIssuer);
    var inviteCode = invites.admit(in.inviteCode());
    var handle =
        did.map(own -> handles.requireFitFor(own, in.handle()))
            .orElseGet(() -> handles.requireFit(in.handle()));
    var email = new Email(required(in.email(), "Email"));
    String password = required(in.password(), "Password");
    PasswordRules.requireFit(password);
    var created =
        creation.create(
            new AccountCreation.Application(
                handle, email, password, recoveryKey(in.recoveryKey()), inviteCode, did));
    return new AccountCreated(
        created.tokens().access(),
        created.tokens().refresh(),
        created.handle(),
        created.did(),
        views.didDocument(created.did()));
  }

  /** Who brings a DID along shows a service token that it signed. */
  private void requireIssuer(Did did) {
    if (!caller.find().equals(Optional.of(new Caller.Service(did)))) {
      throw new Refusal.Unauthenticated(
          "AuthenticationRequired", "Missing auth to create account with did: " + did);
    }
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
