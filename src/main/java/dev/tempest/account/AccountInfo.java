package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account as the operator sees it: personal, so not for logs. */
public record AccountInfo(
    Did did,
    Handle handle,
    @Nullable String email,
    Instant createdAt,
    @Nullable Instant emailConfirmedAt,
    @Nullable Instant deactivatedAt,
    boolean invitesDisabled,
    @Nullable String inviteNote) {
  @Override
  public String toString() {
    return "AccountInfo[" + did + "]";
  }
}
