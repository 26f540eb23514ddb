package dev.tempest.migrate;

import dev.tempest.identity.DidDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Step 8 for a did:web, whose document only its owner can change: it is waited for. */
final class WebChange {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Move move;

  WebChange(Move move) {
    this.move = move;
  }

  State run(State state) {
    var here = TargetCredentials.of(move.target(state));
    var latest = Instant.now().plus(move.wishes().patience());
    if (isHere(here)) {
      return state;
    }
    wishes(state, here).forEach(move.person()::tell);
    while (!isHere(here)) {
      if (Instant.now().isAfter(latest)) {
        throw new Pause("the document of " + move.did() + " does not say so yet");
      }
      pause();
    }
    move.person().tell("the document says so now");
    return state;
  }

  private boolean isHere(TargetCredentials here) {
    var document = move.network().document(move.did());
    return document.flatMap(DidDocument::pds).equals(Optional.of(here.endpoint()))
        && document.flatMap(DidDocument::signingKey).equals(Optional.of(here.signingKey()));
  }

  private List<String> wishes(State state, TargetCredentials here) {
    String multikey = here.signingKey().toDidKey().substring("did:key:".length());
    return List.of(
        "Change the document at https://"
            + move.did().identifier()
            + "/.well-known/did.json, which cannot be undone from here:",
        "  service #atproto_pds, serviceEndpoint: " + here.endpoint(),
        "  verificationMethod #atproto, type Multikey, publicKeyMultibase: " + multikey,
        "  alsoKnownAs, first: at://" + state.requirePlan().handle());
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Pause("interrupted");
    }
  }
}
