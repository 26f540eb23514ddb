package dev.tempest.doctor;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What the doctor found, in the order of the checks. */
@RegisterForReflection(targets = {Report.class, Finding.class, Verdict.class})
public record Report(boolean healthy, Counts counts, List<Finding> findings) {
  /** How many findings there are of each verdict. */
  @RegisterForReflection
  public record Counts(long ok, long warn, long fail, long skipped) {}

  static Report of(List<Finding> findings) {
    var counts =
        new Counts(
            count(findings, Verdict.OK),
            count(findings, Verdict.WARN),
            count(findings, Verdict.FAIL),
            count(findings, Verdict.SKIPPED));
    return new Report(counts.fail() == 0, counts, List.copyOf(findings));
  }

  private static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }
}
