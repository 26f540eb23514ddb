package dev.tempest.auth;

import java.util.Locale;
import java.util.Optional;

/** Whether an account takes part in the network, and if not, why. */
public enum AccountStatus {
  ACTIVE,
  DEACTIVATED,
  TAKENDOWN,
  SUSPENDED,
  /** A tombstone: the account is gone, its DID is remembered. */
  DELETED;

  /** The name in lexicons; {@link #ACTIVE} has none there. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static AccountStatus of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }

  public boolean isActive() {
    return this == ACTIVE;
  }

  /** Whether the operator has closed the account: its owner may leave with the data, no more. */
  public boolean isTakenDown() {
    return this == TAKENDOWN || this == SUSPENDED;
  }

  /** The {@code status} of an answer: empty for an active account. */
  public Optional<String> whyInactive() {
    return isActive() ? Optional.empty() : Optional.of(wire());
  }
}
