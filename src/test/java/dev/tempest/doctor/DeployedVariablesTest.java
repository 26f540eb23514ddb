package dev.tempest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files under {@code deploy} and for the images name variables that there are, and no secrets. */
class DeployedVariablesTest {
  private static final Pattern NAME = Pattern.compile("\\bTEMPEST_[A-Z0-9_]+");
  private static final Pattern SETTING = Pattern.compile("(?:# )?([A-Z][A-Z0-9_]+)=(.*)");
  private static final Pattern SECRET = Pattern.compile(".*(SECRET|PASS|HASH|_KEY).*");

  /** Read by the server under these names, or by the proxy. */
  private static final Set<String> OTHERS = Set.of("PORT", "SECRET_KEY_BASE", "ACME_EMAIL");

  @Test
  void nameWhatTheServerReads() throws IOException {
    var named = new TreeSet<String>();
    for (Path root : List.of(Path.of("deploy"), Path.of("src/main/docker"))) {
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          NAME.matcher(Files.readString(file)).results().forEach(name -> named.add(name.group()));
        }
      }
    }
    assertThat(named).contains("TEMPEST_HOSTNAME", "TEMPEST_DATA_DIR");
    // a family is written with an asterisk: TEMPEST_BACKUP_S3_*
    named.removeIf(name -> name.endsWith("_"));
    assertThat(KnownVariables.load().all()).containsAll(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy/railway/variables.env", "deploy/compose/.env.example"})
  void templatesSayWhatEachVariableIsFor(Path template) throws IOException {
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
    var known = KnownVariables.load().all();
    assertThat(seen.stream().filter(name -> !OTHERS.contains(name)).collect(Collectors.toSet()))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  @Test
  void railwayBuildsAFileThatThereIs() throws IOException {
    var path = Pattern.compile("\"dockerfilePath\": \"([^\"]+)\"");
    var config = path.matcher(Files.readString(Path.of("deploy/railway/railway.json")));
    assertThat(config.find()).isTrue();
    assertThat(Path.of(config.group(1))).isRegularFile();
  }
}
