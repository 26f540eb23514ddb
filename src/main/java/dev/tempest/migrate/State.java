package dev.tempest.migrate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration is: all that has to survive the process, and no secret.
 *
 * @param reached the last step that is done; null before the first
 * @param plan what was decided; null before the first step
 */
@RegisterForReflection
record State(
    int version,
    String did,
    String begunAt,
    @Nullable Step reached,
    @Nullable Plan plan,
    @Nullable Repository repository,
    @Nullable Blobs blobs,
    @Nullable Change change) {
  static final int VERSION = 1;

  /**
   * What was decided before anything was done.
   *
   * @param publicUrl of the target
   * @param sourceHandle at the old server
   * @param handle here
   * @param creates whether the account is made here; else it rested here from earlier times
   */
  @RegisterForReflection
  record Plan(
      String source,
      String target,
      String publicUrl,
      String sourceHandle,
      String handle,
      String email,
      boolean creates) {
    Plan withHandle(String other) {
      return new Plan(source, target, publicUrl, sourceHandle, other, email, creates);
    }

    URI sourceUrl() {
      return URI.create(source);
    }

    URI targetUrl() {
      return URI.create(target);
    }

    Handle newHandle() {
      return new Handle(handle);
    }
  }

  /** The export that was verified. */
  @RegisterForReflection
  record Repository(String commit, String data, String rev, long records, long bytes) {}

  /**
   * @param missing that the old server does not have either
   */
  @RegisterForReflection
  record Blobs(long moved, long bytes, List<String> missing) {}

  /**
   * The change of a did:plc.
   *
   * @param codeRequestedAt when the old server was asked to send a code
   * @param operation as the old server signed it, as JSON; null before that
   */
  @RegisterForReflection
  record Change(@Nullable String codeRequestedAt, @Nullable String operation) {
    static final Change NONE = new Change(null, null);
  }

  static State begin(Did did, String now) {
    return new State(VERSION, did.value(), now, null, null, null, null, null);
  }

  @JsonIgnore
  Did account() {
    return new Did(did);
  }

  boolean has(Step step) {
    return reached != null && !step.isAfter(reached);
  }

  Plan requirePlan() {
    return required(plan);
  }

  Repository requireRepository() {
    return required(repository);
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("state.json lacks what an earlier step has left");
    }
    return value;
  }

  Change changeOrNone() {
    return change == null ? Change.NONE : change;
  }

  State reached(Step step) {
    return new State(version, did, begunAt, step, plan, repository, blobs, change);
  }

  State with(Plan decided) {
    return new State(version, did, begunAt, reached, decided, repository, blobs, change);
  }

  State with(Repository exported) {
    return new State(version, did, begunAt, reached, plan, exported, blobs, change);
  }

  State with(Blobs moved) {
    return new State(version, did, begunAt, reached, plan, repository, moved, change);
  }

  State with(Change begun) {
    return new State(version, did, begunAt, reached, plan, repository, blobs, begun);
  }
}
