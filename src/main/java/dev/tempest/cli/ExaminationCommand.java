package dev.tempest.cli;

import dev.tempest.doctor.Doctor;
import dev.tempest.doctor.Examination;
import dev.tempest.doctor.Finding;
import dev.tempest.doctor.Report;
import dev.tempest.doctor.Verdict;
import java.io.PrintWriter;

/** A command that has the doctor look, and prints each finding when it is there. */
abstract class ExaminationCommand extends OperatorCommand {
  private static final String COLUMNS = "%-5s %-14s %s%n";

  final int examine(Doctor doctor, Examination examination) {
    var out = out();
    var report =
        doctor.examine(
            examination,
            finding -> {
              if (!json) {
                print(out, finding);
              }
            });
    show(report, () -> sum(out, report));
    return report.healthy() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static void print(PrintWriter out, Finding finding) {
    String subject = finding.subject().isEmpty() ? "" : finding.subject() + ": ";
    out.printf(COLUMNS, word(finding.verdict()), finding.id(), subject + finding.seen());
    if (finding.remedy() != null) {
      out.printf(COLUMNS, "", "", "→ " + finding.remedy());
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case OK -> "ok";
      case WARN -> "warn";
      case FAIL -> "FAIL";
      case SKIPPED -> "skip";
    };
  }

  private static void sum(PrintWriter out, Report report) {
    var counts = report.counts();
    out.printf(
        "%n%d ok, %d warnings, %d failures, %d not looked at%n",
        counts.ok(), counts.warn(), counts.fail(), counts.skipped());
  }
}
