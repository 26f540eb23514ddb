package dev.tempest.account;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import dev.tempest.auth.AccountStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account's row as the operator sees it: personal, so not for logs.
 *
 * @param takedown the operator's note; null when the account is not taken down
 * @param blobQuota in bytes; null when the account has what everybody has
 */
public record OperatedAccount(
    Did did,
    Handle handle,
    @Nullable String email,
    @Nullable Instant emailConfirmedAt,
    AccountStatus status,
    Instant createdAt,
    @Nullable Instant deactivatedAt,
    @Nullable String takedown,
    @Nullable Long blobQuota) {
  @Override
  public String toString() {
    return "OperatedAccount[" + did + "]";
  }
}
