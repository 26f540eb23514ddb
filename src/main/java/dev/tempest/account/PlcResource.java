package dev.tempest.account;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.CallerContext;
import dev.tempest.auth.SigningKeys;
import dev.tempest.identity.PlcChanges;
import dev.tempest.identity.PlcData;
import dev.tempest.sequencer.AccountOutbox;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;

/** What an account does with its did:plc, mostly when it moves. */
@Path("/xrpc")
public final class PlcResource {
  private final CallerContext caller;
  private final SigningKeys keys;
  private final PlcChanges changes;
  private final AccountOutbox outbox;

  PlcResource(CallerContext caller, SigningKeys keys, PlcChanges changes, AccountOutbox outbox) {
    this.caller = caller;
    this.keys = keys;
    this.changes = changes;
    this.outbox = outbox;
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

  @POST
  @Path("com.atproto.identity.submitPlcOperation")
  public void submitPlcOperation(Submission in) {
    var account = caller.requireAccount();
    var key = keys.of(account.did()).publicKey();
    changes.submit(account.did(), in.operation(), account.handle(), key);
    outbox.write(
        (_, announcements) -> {
          announcements.add(new Event.Identity(account.did(), account.handle()));
          return true;
        });
  }
}
