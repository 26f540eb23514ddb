package dev.tempest.mail;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses settings with which no letter would ever arrive. */
@Singleton
final class MailConfigCheck implements BootCheck {
  private static final List<String> WHEN = List.of("always", "never", "if_available");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"@,;]+@[^\\s<>\"@,;]+");
  private static final int HIGHEST_PORT = 65_535;

  private final MailConfig config;

  MailConfigCheck(MailConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (!config.enabled()) {
      return problems;
    }
    if (config.host().isEmpty()) {
      problems.add(missing("TEMPEST_SMTP_HOST", "smtp.example.com"));
    }
    if (config.fromAddress().isEmpty()) {
      problems.add(missing("TEMPEST_SMTP_FROM_ADDRESS", "pds@example.com"));
    } else if (!ADDRESS.matcher(config.fromAddress().get()).matches()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_SMTP_FROM_ADDRESS", "must be one e-mail address, like pds@example.com"));
    }
    if (config.port() < 1 || config.port() > HIGHEST_PORT) {
      problems.add(Problem.fatal("TEMPEST_SMTP_PORT", "must be a port, for example 587"));
    }
    checkWhen(problems, "TEMPEST_SMTP_TLS", config.tls());
    checkWhen(problems, "TEMPEST_SMTP_AUTH", config.auth());
    checkLogin(problems);
    return problems;
  }

  private static Problem missing(String variable, String example) {
    return Problem.fatal(
        variable, "must be set when TEMPEST_SMTP_ENABLED is true, for example " + example);
  }

  private static void checkWhen(List<Problem> problems, String variable, String value) {
    if (!WHEN.contains(value)) {
      problems.add(Problem.fatal(variable, "must be always, never or if_available"));
    }
  }

  private void checkLogin(List<Problem> problems) {
    if (config.auth().equals("always") && config.username().isEmpty()) {
      problems.add(
          Problem.fatal("TEMPEST_SMTP_USERNAME", "must be set when TEMPEST_SMTP_AUTH is always"));
    }
    if (config.username().isPresent() && config.password().isEmpty()) {
      problems.add(
          Problem.fatal("TEMPEST_SMTP_PASSWORD", "must be set with TEMPEST_SMTP_USERNAME"));
    }
  }
}
