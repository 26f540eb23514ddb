package dev.tempest.invite;

import dev.tempest.atproto.syntax.Did;
import java.time.Instant;
import java.util.List;

/**
 * {@code com.atproto.server.defs#inviteCode}.
 *
 * @param available how many uses it was made for, not how many are left
 * @param forAccount a DID, or {@value #ADMIN}
 * @param createdBy a DID, or {@value #ADMIN}
 * @param uses the latest first
 */
public record InviteCode(
    String code,
    int available,
    boolean disabled,
    String forAccount,
    String createdBy,
    Instant createdAt,
    List<Use> uses) {
  /** The operator. */
  public static final String ADMIN = "admin";

  public InviteCode {
    uses = List.copyOf(uses);
  }

  /** Who came in by it. */
  public record Use(Did usedBy, Instant usedAt) {}

  boolean isRoutine() {
    return !createdBy.equals(ADMIN);
  }

  boolean isUsedUp() {
    return uses.size() >= available;
  }

  boolean isOpen() {
    return !disabled && !isUsedUp();
  }
}
