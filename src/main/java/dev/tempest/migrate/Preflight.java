package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.DidDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Step 1: finds out all that stands against a migration, before anything is done. */
final class Preflight {
  private static final long LEAST_FREE_BYTES = 256L << 20;

  private final Move move;
  private final URI publicUrl;
  private final List<String> problems = new ArrayList<>();

  Preflight(Move move) {
    this.move = move;
    this.publicUrl = move.wishes().publicUrl();
  }

  /** Decides the plan; {@link Refusal} names everything that is in the way. */
  State run(State state) {
    Did did = move.did();
    var document =
        move.network()
            .document(did)
            .orElseThrow(() -> Refusal.invalid("no DID document is found for " + did));
    Pds source = source(document);
    Pds target = move.servers().apply(move.wishes().to());
    var here = describeTarget(target);
    var there = source.query("com.atproto.server.describeServer", Map.of(), null);
    var session = move.logins().source(source);
    var account = session.query("com.atproto.server.getSession");
    tellStatus(session, account);
    var presence = Presence.of(did, target);
    boolean creates = presence == Presence.NONE || (state.plan() != null && state.plan().creates());
    if (presence == Presence.ACTIVE) {
      problems.add("the account is active on this server already");
    } else if (presence == Presence.NONE && here.path("inviteCodeRequired").asBoolean()) {
      requireInviteCode();
    }
    Handle old = new Handle(account.path("handle").asText());
    Handle handle = move.wishes().handle().orElseGet(() -> HandleChoice.of(old, there, here));
    if (handle.equals(Handle.INVALID)) {
      problems.add("the account's handle leads nowhere: choose one with --handle");
    } else if (presence == Presence.NONE) {
      checkHandle(handle, target);
    }
    checkRotationKeys(session, document);
    checkSpace();
    String email = email(account);
    refuseProblems();
    var plan =
        new State.Plan(
            source.origin().toString(),
            target.origin().toString(),
            publicUrl.toString(),
            old.value(),
            handle.value(),
            email,
            creates);
    move.person()
        .tell(
            "%s (%s) moves from %s to %s, where it is %s"
                .formatted(did, old, source.origin(), publicUrl, handle));
    return state.with(plan);
  }

  private Pds source(DidDocument document) {
    URI url =
        move.wishes()
            .from()
            .or(document::pds)
            .orElseThrow(
                () -> Refusal.invalid("the DID document names no server: say which with --from"));
    return move.servers().apply(url);
  }

  private JsonNode describeTarget(Pds target) {
    var health = target.query("_health", Map.of(), null);
    if (!health.at("/storage/writable").asBoolean(true)) {
      problems.add("this server cannot write to its volume: see tempest doctor");
    }
    var here = target.query("com.atproto.server.describeServer", Map.of(), null);
    try {
      var published =
          move.servers()
              .apply(publicUrl)
              .query("com.atproto.server.describeServer", Map.of(), null);
      if (!published.path("did").equals(here.path("did"))) {
        problems.add(
            "TEMPEST_PUBLIC_URL %s is another server than %s: %s, not %s"
                .formatted(
                    publicUrl,
                    target.origin(),
                    published.path("did").asText(),
                    here.path("did").asText()));
      }
    } catch (Refusal.UpstreamFailed | RemoteRefusal unreachable) {
      problems.add(
          "this server is not reached at its public URL, where the network will look for the account: "
              + unreachable.getMessage());
    }
    return here;
  }

  private void tellStatus(Session source, JsonNode account) {
    var status = source.query("com.atproto.server.checkAccountStatus");
    move.person()
        .tell(
            "%s: %s, %d records, %d blobs, revision %s"
                .formatted(
                    source.pds().origin(),
                    account.path("active").asBoolean(true)
                        ? "active"
                        : account.path("status").asText("inactive"),
                    status.path("indexedRecords").asLong(),
                    status.path("expectedBlobs").asLong(),
                    status.path("repoRev").asText()));
  }

  private void requireInviteCode() {
    if (move.wishes().inviteCode().isEmpty()) {
      problems.add(
          "this server asks for an invite code: give one with --invite-code (tempest account invite makes one)");
    }
  }

  private void checkHandle(Handle handle, Pds target) {
    try {
      var holder =
          target
              .query("com.atproto.identity.resolveHandle", Map.of("handle", handle.value()), null)
              .path("did")
              .asText();
      if (!holder.equals(move.did().value())) {
        problems.add(
            "the handle %s is that of %s: choose another with --handle".formatted(handle, holder));
      }
    } catch (RemoteRefusal free) {
      // nobody's; a domain of one's own is checked when the account is made
    }
  }

  /** Whoever signs the change must be allowed to: that is the old server, with one of its keys. */
  private void checkRotationKeys(Session source, DidDocument document) {
    if (!document.id().method().equals("plc")) {
      return;
    }
    var keys = PlcKeys.of(move, source);
    if (keys.ofSource().isEmpty()) {
      problems.add(
          "none of the account's rotation keys is the old server's, so that it cannot sign the change: "
              + String.join(", ", keys.all()));
    }
  }

  private void checkSpace() {
    try {
      long free = Files.getFileStore(move.folder().root()).getUsableSpace();
      if (free < LEAST_FREE_BYTES) {
        problems.add("only %d MiB are free in %s".formatted(free >> 20, move.folder().root()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String email(JsonNode account) {
    String email = move.wishes().email().orElseGet(() -> account.path("email").asText());
    if (email.isEmpty()) {
      problems.add("the old server tells no e-mail address: give one with --email");
    }
    return email;
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw Refusal.invalid(String.join("\n", problems));
    }
  }
}
