package dev.tempest.app;

import io.smallrye.config.ConfigValidationException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds which variables hold what cannot be read: the framework names its own properties. */
final class UnreadableVariables {
  private static final Pattern PROPERTY =
      Pattern.compile("config property (tempest\\.[a-z0-9.-]+)");

  private UnreadableVariables() {}

  /** Names of variables, when that is why the program did not start. */
  static List<String> in(@Nullable Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigValidationException invalid) {
        return IntStream.range(0, invalid.getProblemCount())
            .mapToObj(i -> PROPERTY.matcher(invalid.getProblem(i).getMessage()))
            .filter(found -> found.find())
            .map(found -> variable(found.group(1)))
            .distinct()
            .toList();
      }
    }
    return List.of();
  }

  private static String variable(String property) {
    return property.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
