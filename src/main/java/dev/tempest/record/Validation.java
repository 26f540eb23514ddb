package dev.tempest.record;

import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import org.jspecify.annotations.Nullable;

/** The {@code validate} flag of the write methods, for a server that knows no record schema. */
final class Validation {
  private Validation() {}

  /** The answer's {@code validationStatus}: absent when the caller asked for no validation. */
  static @Nullable String status(Nsid collection, @Nullable Boolean validate) {
    if (validate == null) {
      return "unknown";
    }
    if (validate) {
      throw Refusal.invalid("Unknown lexicon type: " + collection);
    }
    return null;
  }
}
