package dev.tempest.cli;

import dev.tempest.doctor.Doctor;
import dev.tempest.doctor.Examination;
import jakarta.enterprise.inject.Instance;
import picocli.CommandLine.Command;

/** {@code tempest config}. */
@Command(
    name = "config",
    description = "Look after the configuration.",
    subcommands = ConfigCommand.Check.class)
final class ConfigCommand {
  private ConfigCommand() {}

  /** {@code tempest config check}. */
  @Command(
      name = "check",
      description = {
        "Say whether the server would start with these variables, and which of them nothing reads.",
        "Ends with 1 when it would not."
      })
  static final class Check extends ExaminationCommand {
    private final Instance<Doctor> doctor;

    Check(Instance<Doctor> doctor) {
      this.doctor = doctor;
    }

    @Override
    protected int run() {
      return examine(doctor.get(), Examination.OF_CONFIGURATION);
    }
  }
}
