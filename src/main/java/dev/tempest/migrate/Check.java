package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.mst.MstException;
import dev.tempest.atproto.repo.RepoVerifier;
import dev.tempest.atproto.repo.VerifyException;
import dev.tempest.fault.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Step 7: both servers are asked what they have, and the repository here is proven. */
final class Check {
  private static final String STATUS = "com.atproto.server.checkAccountStatus";

  private final Move move;

  Check(Move move) {
    this.move = move;
  }

  /** Whether something was written at the old server since it was exported. */
  boolean isStale(State state) {
    String now = move.source(state).query(STATUS).path("repoRev").asText();
    return !now.equals(state.requireRepository().rev());
  }

  State run(State state) {
    var problems = new ArrayList<String>();
    var exported = state.requireRepository();
    var status = move.target(state).query(STATUS);
    long records = status.path("indexedRecords").asLong();
    if (records != exported.records()) {
      problems.add("%d records are here, of %d".formatted(records, exported.records()));
    }
    String data = verifiedData(state);
    if (!data.equals(exported.data())) {
      problems.add("the tree here is %s, not %s".formatted(data, exported.data()));
    }
    checkBlobs(state, problems);
    if (!problems.isEmpty()) {
      move.journal().write(state.reached(Step.ACCOUNT));
      throw Refusal.invalid(
          String.join("\n", problems) + "\nthe same command moves the data once more");
    }
    tell(move.source(state).query(STATUS), status);
    return state;
  }

  private String verifiedData(State state) {
    var target = move.target(state);
    PublicKey key = TargetCredentials.of(target).signingKey();
    try {
      return target.download(
          "com.atproto.sync.getRepo",
          Map.of("did", move.did().value()),
          (_, content) -> RepoVerifier.verify(content, move.did(), key).commit().data().toString());
    } catch (VerifyException | MstException | DecodeException broken) {
      throw Refusal.invalid("the repository here does not verify: " + broken.getMessage());
    }
  }

  private void checkBlobs(State state, List<String> problems) {
    var known = state.blobs() == null ? List.<String>of() : state.blobs().missing();
    BlobTransfer.forEachMissing(
        move.target(state),
        page ->
            page.stream()
                .filter(cid -> !known.contains(cid))
                .forEach(cid -> problems.add("a blob is missing here: " + cid)));
  }

  private void tell(JsonNode there, JsonNode here) {
    for (String count : List.of("indexedRecords", "expectedBlobs", "importedBlobs")) {
      move.person()
          .tell(
              "%s: %d there, %d here"
                  .formatted(count, there.path(count).asLong(), here.path(count).asLong()));
    }
  }
}
