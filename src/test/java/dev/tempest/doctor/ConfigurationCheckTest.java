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

  /** Whoever adds a variable adds it to {@code variables.txt}. */
  @Test
  void knowsEveryVariableThatIsRead() throws IOException {
    var read = new TreeSet<String>();
    for (Class<?> type : mappings()) {
      read.addAll(variables(type));
    }
    var properties = Files.readString(Path.of("src/main/resources/application.properties"));
    Pattern.compile("\\$\\{(TEMPEST_[A-Z0-9_]+)")
        .matcher(properties)
        .results()
        .forEach(match -> read.add(match.group(1)));
    read.removeAll(INNER);
    assertThat(read).contains("TEMPEST_HOSTNAME", "TEMPEST_BLOB_S3_BUCKET");
    assertThat(KnownVariables.load().all()).containsAll(read);
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
    return ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping))
        .keySet()
        .stream()
        .map(
            name ->
                name.replace("[*]", "").replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
