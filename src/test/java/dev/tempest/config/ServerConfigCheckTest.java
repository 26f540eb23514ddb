package dev.tempest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerConfigCheckTest {
  private static final Map<String, String> GOOD =
      Map.of("tempest.hostname", "pds.example.com", "tempest.secret-key-base", "s".repeat(32));

  @Test
  void acceptsAProductionThatSetsTwoVariables() {
    var config = config(GOOD);
    assertThat(config.publicUrl()).isEqualTo("https://pds.example.com");
    assertThat(config.dataDir()).hasToString("/var/lib/tempest");
    assertThat(problems(config)).isEmpty();
  }

  @Test
  void forgivesATrailingSlash() {
    var config = config(with("tempest.public-url", "https://pds.example.com/"));
    assertThat(config.publicUrl()).isEqualTo("https://pds.example.com");
    assertThat(problems(config)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pds.example.com",
        "pds.example.com/",
        "pds example",
        "PDS.example.com",
        "pds..example.com",
        "-pds.example.com",
        "pds.example.com:443"
      })
  void refusesHostnames(String hostname) {
    assertThat(problems(config(with("tempest.hostname", hostname))))
        .extracting(BootCheck.Problem::variable)
        .contains("TEMPEST_HOSTNAME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://pds.example.com",
        "https://other.example.com",
        "https://pds.example.com/path",
        "https://pds.example.com?query",
        "https://user@pds.example.com",
        "pds.example.com",
        "https://pds example"
      })
  void refusesPublicUrls(String url) {
    assertThat(problems(config(with("tempest.public-url", url))))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.variable()).isEqualTo("TEMPEST_PUBLIC_URL");
              assertThat(problem.message()).contains("https://pds.example.com");
            });
  }

  @ParameterizedTest
  @CsvSource({"short", "'development only: everybody knows this secret'"})
  void refusesWeakSecretsWithoutShowingThem(String secret) {
    assertThat(problems(config(with("tempest.secret-key-base", secret))))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.variable()).isEqualTo("SECRET_KEY_BASE");
              assertThat(problem.message()).doesNotContain(secret + " ").contains("tempest secret");
            });
  }

  @Test
  void asksForWhatProductionNeeds() {
    assertThat(problems(config(Map.of())))
        .extracting(BootCheck.Problem::variable)
        .containsExactly("TEMPEST_HOSTNAME", "SECRET_KEY_BASE");
    assertThat(problems(config(with("tempest.data-dir", "relative"))))
        .extracting(BootCheck.Problem::variable)
        .containsExactly("TEMPEST_DATA_DIR");
  }

  @Test
  void aFatalProblemStopsTheBootByName() {
    BootCheck warns = () -> List.of(BootCheck.Problem.warning("TEMPEST_A", "is odd"));
    BootCheck stops = () -> List.of(BootCheck.Problem.fatal("TEMPEST_B", "is wrong"));
    new BootChecks(List.of(warns), config(GOOD)).start(new StartupEvent());
    assertThatThrownBy(
            () -> new BootChecks(List.of(warns, stops), config(GOOD)).start(new StartupEvent()))
        .hasMessage("refusing to start. TEMPEST_B: is wrong");
  }

  private static Map<String, String> with(String name, String value) {
    var values = new HashMap<>(GOOD);
    values.put(name, value);
    return values;
  }

  private static ServerConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(ServerConfig.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(ServerConfig.class);
  }

  private static List<BootCheck.Problem> problems(ServerConfig config) {
    return new ServerConfigCheck(config, true).problems();
  }
}
