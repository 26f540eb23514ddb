package dev.tempest.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of the doctor's report. Holds no secrets.
 *
 * @param id of the check; stable
 * @param subject which of several that the check looks at; empty when there is but one
 * @param seen what was found
 * @param remedy what to do: a variable or command, with an example; null when there is nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    String id, String subject, Verdict verdict, String seen, @Nullable String remedy) {
  static Finding ok(Check check, String subject, String seen) {
    return new Finding(check.id(), subject, Verdict.OK, seen, null);
  }

  static Finding warn(Check check, String subject, String seen, String remedy) {
    return new Finding(check.id(), subject, Verdict.WARN, seen, remedy);
  }

  static Finding fail(Check check, String subject, String seen, String remedy) {
    return new Finding(check.id(), subject, Verdict.FAIL, seen, remedy);
  }

  static Finding skipped(Check check, String why) {
    return skipped(check, "", why);
  }

  static Finding skipped(Check check, String subject, String why) {
    return new Finding(check.id(), subject, Verdict.SKIPPED, why, null);
  }
}
