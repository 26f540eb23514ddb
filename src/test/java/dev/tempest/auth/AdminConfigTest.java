package dev.tempest.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck;
import dev.tempest.secret.Passwords;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminConfigTest {
  private static List<BootCheck.Problem> problems(Map<String, String> values) {
    var config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(AdminConfig.class)
            .withDefaultValues(values)
            .build()
            .getConfigMapping(AdminConfig.class);
    return new AdminConfigCheck(config).problems();
  }

  @Test
  void nothingNeedsToBeSet() {
    assertThat(problems(Map.of())).isEmpty();
    assertThat(problems(Map.of("tempest.admin-token-hash", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // argon2-cffi, argon2_elixir, the command argon2
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA",
        "$argon2id$v=19$m=256,t=1,p=1$c29tZXNhbHQ$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA"
      })
  void takesHashesOfOtherTools(String hash) {
    assertThat(problems(Map.of("tempest.admin-token-hash", hash))).isEmpty();
  }

  @Test
  void takesOurOwn() {
    String hash = new Passwords().hash("some token");
    assertThat(problems(Map.of("tempest.admin-token-hash", hash))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my secret token",
        "=19=65536,t=3,p=4", // a shell has taken the rest
        "$argon2i$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA",
        "$2b$12$C6UzMDM.H6dfI/f/IKcEeO",
        "$argon2id$v=19$m=9999999,t=3,p=4$c29tZXNhbHQ$Jz+oPbg1tLOcx8WRJ2xxHPGJzgnXhgvgQwGa/8MCNnA"
      })
  void namesTheVariableAndNotItsValue(String hash) {
    assertThat(problems(Map.of("tempest.admin-token-hash", hash)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.variable()).isEqualTo("TEMPEST_ADMIN_TOKEN_HASH");
              assertThat(problem.fatal()).isTrue();
              assertThat(problem.message()).contains("tempest argon").doesNotContain(hash);
            });
  }

  @Test
  void theOperatorIsADid() {
    assertThat(problems(Map.of("tempest.admin-did", "did:web:example.com"))).isEmpty();
    assertThat(problems(Map.of("tempest.admin-did", "alice.example.com")))
        .extracting(BootCheck.Problem::variable)
        .containsExactly("TEMPEST_ADMIN_DID");
  }
}
