package dev.tempest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.doctor.KnownVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is copied and filled in has every variable that the guide asks for, and no secret. */
class TemplatesTest {
  private static final String RAILWAY = "deploy/railway/variables.env";
  private static final String COMPOSE = "deploy/compose/.env.example";
  private static final Pattern SETTING = Pattern.compile("(?:# )?([A-Z][A-Z0-9_]+)=(.*)");
  private static final Pattern SECRET = Pattern.compile(".*(SECRET|PASS|HASH|_KEY).*");

  /** Read by the server under these names, or by the proxy. */
  private static final Set<String> OTHERS = Set.of("PORT", "SECRET_KEY_BASE", "ACME_EMAIL");

  @ParameterizedTest
  @ValueSource(strings = {RAILWAY, COMPOSE})
  void sayWhatEachVariableIsFor(Path template) throws IOException {
    var lines = Files.readAllLines(template);
    var seen = new HashSet<String>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher setting = SETTING.matcher(lines.get(i));
      if (!setting.matches()) {
        continue;
      }
      String name = setting.group(1);
      assertThat(seen.add(name)).as("%s is there once", name).isTrue();
      assertThat(lines.get(i - 1))
          .as("the comment of %s", name)
          .startsWith("# ")
          .doesNotMatch(SETTING);
      if (SECRET.matcher(name).matches()) {
        assertThat(setting.group(2)).as("the value of %s", name).isIn("", "''");
      }
    }
    assertThat(seen.stream().filter(name -> !OTHERS.contains(name)).collect(Collectors.toSet()))
        .isNotEmpty()
        .isSubsetOf(KnownVariables.load().all());
  }

  @ParameterizedTest
  @ValueSource(strings = {RAILWAY, COMPOSE})
  void haveWhatTheGuideAsksFor(Path template) throws IOException {
    var step =
        Files.readString(Path.of("docs/deployment.md"))
            .replaceFirst("(?s).*\n## 5\\. ", "")
            .replaceFirst("(?s)\n## 6\\. .*", "");
    var wanted =
        Names.variablesIn(
            step.lines().filter(it -> it.startsWith("| `")).collect(Collectors.joining("\n")));
    assertThat(wanted).contains("TEMPEST_PLC_RECOVERY_KEY", "TEMPEST_SMTP_*");
    var there = Names.variablesIn(Files.readString(template));
    assertThat(wanted)
        .allMatch(
            name ->
                there.stream().anyMatch(found -> found.equals(name) || Names.covers(name, found)));
  }

  @Test
  void railwayBuildsAFileThatThereIs() throws IOException {
    var path = Pattern.compile("\"dockerfilePath\": \"([^\"]+)\"");
    var config = path.matcher(Files.readString(Path.of("deploy/railway/railway.json")));
    assertThat(config.find()).isTrue();
    assertThat(Path.of(config.group(1))).isRegularFile();
  }
}
