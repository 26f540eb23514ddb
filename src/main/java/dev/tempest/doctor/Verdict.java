package dev.tempest.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a thing was found. */
public enum Verdict {
  OK,
  /** It works, or does not matter yet. */
  WARN,
  /** It does not work. */
  FAIL,
  /** Not looked at; the finding says why. */
  SKIPPED;

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
