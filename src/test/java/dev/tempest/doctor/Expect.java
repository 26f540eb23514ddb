package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests expect of a finding. */
final class Expect {
  private Expect() {}

  static void assertFails(Finding finding, String seen, String remedy) {
    assertFinding(finding, Verdict.FAIL, seen, remedy);
  }

  static void assertWarns(Finding finding, String seen, String remedy) {
    assertFinding(finding, Verdict.WARN, seen, remedy);
  }

  private static void assertFinding(Finding finding, Verdict verdict, String seen, String remedy) {
    assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
    assertThat(finding.seen()).contains(seen);
    assertThat(finding.remedy()).contains(remedy);
  }
}
