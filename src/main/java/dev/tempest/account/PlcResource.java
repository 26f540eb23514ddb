package dev.tempest.account;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.SigningKeys;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.PlcChanges;
import dev.tempest.identity.PlcData;
import dev.tempest.mail.EmailCodes;
import dev.tempest.mail.Purpose;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an account does with its did:plc, mostly when it moves. */
@Path("/xrpc")
public final class PlcResource {
  private final CallerContext caller;
  private final SigningKeys keys;
  private final PlcChanges changes;
  private final IdentityAnnouncement announcement;
  private final EmailCodes codes;
  private final CodeLetters letters;

  PlcResource(
      CallerContext caller,
      SigningKeys keys,
      PlcChanges changes,
      IdentityAnnouncement announcement,
      EmailCodes codes,
      CodeLetters letters) {
    this.caller = caller;
    this.keys = keys;
    this.changes = changes;
    this.announcement = announcement;
    this.codes = codes;
    this.letters = letters;
  }

  /** The lexicon's four, and what they are made of. */
  public record Credentials(
      List<String> rotationKeys,
      List<String> alsoKnownAs,
      Map<String, String> verificationMethods,
      Map<String, PlcData.Service> services,
      Did did,
      Handle handle,
      String signingKey) {}

  /** Without a field, that part of the DID's data stays as it is. */
  public record SignatureRequest(
      @Nullable String token,
      @Nullable List<String> rotationKeys,
      @Nullable List<String> alsoKnownAs,
      Node.@Nullable Obj verificationMethods,
      Node.@Nullable Obj services) {
    PlcChanges.Wishes wishes() {
      return new PlcChanges.Wishes(rotationKeys, alsoKnownAs, verificationMethods, services);
    }
  }

  public record Signed(Node.Obj operation) {}

  public record Submission(Node operation) {}

  @GET
  @Path("com.atproto.identity.getRecommendedDidCredentials")
  public Credentials getRecommendedDidCredentials() {
    var account = caller.requireAccount();
    var key = keys.of(account.did()).publicKey();
    PlcData data = changes.recommended(account.handle(), key);
    return new Credentials(
        data.rotationKeys(),
        data.alsoKnownAs(),
        data.verificationMethods(),
        data.services(),
        account.did(),
        account.handle(),
        key.toDidKey());
  }

  /** With e-mail switched off the code waits for the operator to tell it. */
  @POST
  @Path("com.atproto.identity.requestPlcOperationSignature")
  public void requestPlcOperationSignature() {
    Did did = caller.requireDid();
    changes.requirePlc(did);
    letters.send(did, Purpose.PLC_OPERATION);
  }

  @POST
  @Path("com.atproto.identity.signPlcOperation")
  public Signed signPlcOperation(SignatureRequest in) {
    Did did = caller.requireDid();
    changes.requirePlc(did);
    String token = in.token();
    if (token == null || token.isEmpty()) {
      throw Refusal.invalid("email confirmation token required to sign PLC operations");
    }
    codes.requireValid(did, Purpose.PLC_OPERATION, token);
    var signed = changes.sign(did, in.wishes());
    // only now: a directory that fails costs nobody a code
    codes.consume(did, Purpose.PLC_OPERATION, token);
    return new Signed(signed.json());
  }

  @POST
  @Path("com.atproto.identity.submitPlcOperation")
  public void submitPlcOperation(Submission in) {
    var account = caller.requireAccount();
    var key = keys.of(account.did()).publicKey();
    changes.submit(account.did(), in.operation(), account.handle(), key);
    announcement.announce(account.did());
  }
}
