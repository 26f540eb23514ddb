package dev.tempest.departure;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What stands of an account that wants to leave.
 *
 * @param identity what has to happen to the DID, in a sentence
 * @param identityMayChange whether this server can sign that, or nobody needs it to
 * @param personalKeys rotation keys that are not this server's, the most powerful first
 */
@RegisterForReflection
public record Readiness(
    Did did,
    Handle handle,
    String status,
    Cid head,
    String rev,
    long records,
    long blobs,
    List<Cid> missingBlobs,
    boolean identityMayChange,
    String identity,
    List<String> personalKeys) {
  public boolean isReady() {
    return missingBlobs.isEmpty() && identityMayChange;
  }
}
