package dev.tempest.migrate;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration came to, and all that is left of it on the volume.
 *
 * @param missingBlobs that the old server did not have either
 * @param next what is left for people to do
 */
@RegisterForReflection
public record MigrationReport(
    String did,
    String handle,
    String formerHandle,
    String from,
    String to,
    String begunAt,
    String finishedAt,
    long records,
    long blobs,
    List<String> missingBlobs,
    List<String> next) {
  static MigrationReport of(State state, String finishedAt) {
    var plan = state.requirePlan();
    var blobs = state.blobs() == null ? new State.Blobs(0, 0, List.of()) : state.blobs();
    return new MigrationReport(
        state.did(),
        plan.handle(),
        plan.sourceHandle(),
        plan.source(),
        plan.publicUrl(),
        state.begunAt(),
        finishedAt,
        state.requireRepository().records(),
        blobs.moved(),
        blobs.missing(),
        next(plan));
  }

  private static List<String> next(State.Plan plan) {
    var next = new ArrayList<String>();
    next.add(
        "Log out of all apps and log in again as " + plan.handle() + ", with the new password.");
    next.add(
        "Make app passwords anew, and sign in again wherever you signed in with this account.");
    next.add(
        "Sessions and app passwords at "
            + plan.source()
            + " change nothing any more; delete the account there when you are sure, not before.");
    next.add(
        "Keep a recovery key of your own (tempest key generate): within 72 hours it can undo a change of the identity that another key made.");
    return List.copyOf(next);
  }
}
