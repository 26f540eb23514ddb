package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tempest.config.BootCheck.Problem;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Variables: those that are wrong, and those that nobody knows. */
class ConfigurationCheckTest {
  /** Set by the program, and not for operators. */
  private static final Set<String> INNER =
      Set.of("TEMPEST_SERVING", "TEMPEST_VERSION", "TEMPEST_OTEL_LINKED");

  /** Asked for by commands, which look there before they ask. */
  private static final Set<String> ANSWERS = Set.of("TEMPEST_PASSWORD");

  /** Set in containers of the original. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("TEMPEST_RELEASE_BOOTSTRAP", "PHX_SERVER");

  /** A variable, or a property of ours, in an expression of the configuration. */
  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+|tempest\\.[a-z.-]+)");

  private static final ClassLoader LOADER = ConfigurationCheckTest.class.getClassLoader();

  private static List<Finding> look(List<Problem> problems, Map<String, String> environment) {
    return new ConfigurationCheck(() -> problems, environment).look(Examination.USUAL);
  }

  @Test
  void tellsWhatStopsTheStart() {
    var findings =
        look(
            List.of(
                Problem.fatal("TEMPEST_PUBLIC_URL", "must be an origin"),
                Problem.warning("TEMPEST_CRAWLERS", "passes over 'x'")),
            Map.of());
    assertThat(findings)
        .extracting(Finding::subject, Finding::verdict, Finding::seen)
        .containsExactly(
            tuple("TEMPEST_PUBLIC_URL", Verdict.FAIL, "must be an origin"),
            tuple("TEMPEST_CRAWLERS", Verdict.WARN, "passes over 'x'"));
  }

  @Test
  void guessesWhatWasMeant() {
    var findings =
        look(
            List.of(),
            Map.of(
                "TEMPEST_HOSTNAME", "a",
                "TEMPEST_SMPT_HOST", "b",
                "TEMPEST_SOMETHING_ELSE_ALTOGETHER", "c",
                "PATH", "d"));
    assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.WARN).hasSize(2);
    assertThat(findings.getFirst().remedy()).contains("is TEMPEST_SMTP_HOST meant?");
    assertThat(findings.getLast().remedy()).contains("remove it");
    assertThat(look(List.of(), Map.of("TEMPEST_HOSTNAME", "a")))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.OK);
  }

  /** Whoever adds a variable adds it to {@code variables.txt}, and takes it from there again. */
  @Test
  void knowsEveryVariableThatIsReadAndNoOther() throws IOException {
    var known = new TreeSet<String>();
    for (Class<?> type : mappings()) {
      known.addAll(variables(type));
    }
    var properties = Files.readString(Path.of("src/main/resources/application.properties"));
    known.addAll(variablesIn(properties));
    known.removeAll(INNER);
    known.addAll(ANSWERS);
    known.addAll(WITHOUT_EFFECT);
    assertThat(KnownVariables.load().all()).containsExactlyInAnyOrderElementsOf(known);
  }

  private static List<Class<?>> mappings() throws IOException {
    Path classes = Path.of("target/classes");
    var found = new ArrayList<Class<?>>();
    try (var files = Files.walk(classes.resolve("dev/tempest"))) {
      for (Path file : files.filter(file -> file.toString().contains("Config")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        var type = Class.forName(name.replaceFirst("\\.class$", ""), false, LOADER);
        if (type.isAnnotationPresent(ConfigMapping.class)) {
          found.add(type);
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static Set<String> variables(Class<?> mapping) {
    var found = new TreeSet<String>();
    ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping))
        .forEach(
            (name, property) -> {
              found.add(variable(name));
              if (property.hasDefaultValue()) {
                found.addAll(variablesIn(property.getDefaultValue()));
              }
            });
    return found;
  }

  private static Set<String> variablesIn(String text) {
    return EXPRESSION
        .matcher(text)
        .results()
        .map(match -> variable(match.group(1)))
        .collect(Collectors.toSet());
  }

  private static String variable(String property) {
    return property.replace("[*]", "").replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
