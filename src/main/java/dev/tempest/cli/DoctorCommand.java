package dev.tempest.cli;

import dev.tempest.doctor.Doctor;
import dev.tempest.doctor.Examination;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempest doctor}. Needs no {@link OnVolume}: it looks at a volume that nobody can open. */
@Command(
    name = "doctor",
    description = {
      "Look for what ails this server: configuration, volume, network, and what it depends on.",
      "Changes nothing, beside a server and without one. Ends with 1 when something fails."
    })
final class DoctorCommand extends ExaminationCommand {
  private final Instance<Doctor> doctor;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "ID",
      description = "Look at these things alone; comma list of what the report names first.")
  List<String> only = new ArrayList<>();

  @Option(names = "--offline", description = "Ask no other machine.")
  boolean offline;

  @Option(
      names = "--deep",
      description = "Read all of the databases, and prove every repository. Takes its time.")
  boolean deep;

  @Option(
      names = "--mail-to",
      paramLabel = "ADDRESS",
      description = "Send a letter there, to see whether it arrives.")
  @Nullable String mailTo;

  DoctorCommand(Instance<Doctor> doctor) {
    this.doctor = doctor;
  }

  @Override
  protected int run() {
    var known = doctor.get().ids();
    for (String id : only) {
      if (!known.contains(id)) {
        throw CommandException.usage(
            "--only: there is no '%s'; there are %s".formatted(id, String.join(", ", known)));
      }
    }
    return examine(
        doctor.get(),
        new Examination(Set.copyOf(only), offline, deep, Optional.ofNullable(mailTo)));
  }
}
