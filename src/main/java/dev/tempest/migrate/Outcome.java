package dev.tempest.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration stands.
 *
 * @param status {@code done}, {@code paused}, {@code begun} or {@code rolledBack}
 * @param reached the last step that is done
 * @param needed what it waits for
 * @param accountRemoved whether rolling back removed an account from this server
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
    String status,
    String did,
    @Nullable Step reached,
    @Nullable String needed,
    @Nullable Boolean accountRemoved,
    @Nullable MigrationReport report) {
  static Outcome done(MigrationReport report) {
    return new Outcome("done", report.did(), Step.DEACTIVATION, null, null, report);
  }

  static Outcome paused(State state, String needed) {
    return new Outcome("paused", state.did(), state.reached(), needed, null, null);
  }

  static Outcome begun(State state) {
    return new Outcome("begun", state.did(), state.reached(), null, null, null);
  }

  static Outcome rolledBack(State state, boolean removed) {
    return new Outcome("rolledBack", state.did(), state.reached(), null, removed, null);
  }

  public boolean isDone() {
    return status.equals("done");
  }
}
