package dev.tempest.doctor;

import dev.tempest.config.BootCheck.Problem;
import dev.tempest.config.BootChecks;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What would stop the next start, or make it warn; and variables that nobody reads. */
@Singleton
final class ConfigurationCheck implements Check {
  static final String ID = "configuration";
  private static final String PREFIX = "TEMPEST_";

  private final Supplier<List<Problem>> bootChecks;
  private final Map<String, String> environment;

  @Inject
  ConfigurationCheck(BootChecks bootChecks) {
    this(bootChecks::problems, System.getenv());
  }

  ConfigurationCheck(Supplier<List<Problem>> bootChecks, Map<String, String> environment) {
    this.bootChecks = bootChecks;
    this.environment = environment;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Reach reach() {
    return Reach.HERE;
  }

  @Override
  public List<Finding> look(Examination examination) {
    var findings = new ArrayList<Finding>();
    bootChecks.get().forEach(problem -> findings.add(finding(problem)));
    var known = KnownVariables.load();
    var ours =
        environment.keySet().stream().filter(name -> name.startsWith(PREFIX)).sorted().toList();
    ours.stream()
        .filter(name -> !known.contain(name))
        .forEach(name -> findings.add(unknown(name, known)));
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(this, "", "%d TEMPEST_* variables are set, all good".formatted(ours.size())));
    }
    return findings;
  }

  private Finding finding(Problem problem) {
    String variable = problem.variable();
    return problem.fatal()
        ? Finding.fail(
            this, variable, problem.message(), "set " + variable + " right; no start before")
        : Finding.warn(
            this, variable, problem.message(), "set " + variable + " right, then restart");
  }

  private Finding unknown(String name, KnownVariables known) {
    return Finding.warn(
        this,
        name,
        "is set, and nothing reads it",
        known
            .nearest(name)
            .map(near -> "is " + near + " meant? Rename it, then restart")
            .orElse("remove it; all names are in docs/configuration.md"));
  }
}
