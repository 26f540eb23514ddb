package dev.tempest.app;

import io.smallrye.config.ConfigValidationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds which variables hold what cannot be read: the framework names its own properties. */
final class UnreadableVariables {
  private static final Pattern PROPERTY = Pattern.compile("config property ([a-z][a-z0-9.-]+)");

  /** What the framework says it expected, behind its numbers of messages. */
  private static final Pattern EXPECTED =
      Pattern.compile(".*(?:SRCFG\\d+:|converted) (.*)", Pattern.DOTALL);

  /** Variables that are not called as their properties are. */
  private static final Map<String, String> NAMES =
      Map.of(
          "quarkus.http.port", "PORT",
          "quarkus.management.port", "TEMPEST_MANAGEMENT_PORT",
          "quarkus.mailer.port", "TEMPEST_SMTP_PORT",
          "tempest.storage.account-connections", "POOL_SIZE");

  private UnreadableVariables() {}

  /** A line for each variable, when that is why the program did not start. */
  static List<String> in(@Nullable Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigValidationException invalid) {
        return IntStream.range(0, invalid.getProblemCount())
            .mapToObj(i -> invalid.getProblem(i).getMessage())
            .flatMap(UnreadableVariables::line)
            .distinct()
            .toList();
      }
    }
    return List.of();
  }

  private static Stream<String> line(String problem) {
    var property = PROPERTY.matcher(problem);
    if (!property.find()) {
      return Stream.empty();
    }
    var expected = EXPECTED.matcher(problem);
    String reason = expected.matches() ? expected.group(1) : problem;
    return Stream.of(
        "%s: cannot be read: %s. docs/configuration.md has an example"
            .formatted(variable(property.group(1)), reason));
  }

  private static String variable(String property) {
    return NAMES.getOrDefault(property, property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT));
  }
}
