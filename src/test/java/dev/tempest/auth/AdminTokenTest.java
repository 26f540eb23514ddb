package dev.tempest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.fault.Refusal;
import dev.tempest.secret.Passwords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminTokenTest {
  private static final Passwords PASSWORDS = new Passwords();
  private static final String TOKEN = "a token: with a colon, and ünicode";
  private static final String HASH = PASSWORDS.hash(TOKEN);

  private record Config(Optional<String> adminTokenHash, Optional<String> adminDid)
      implements AdminConfig {}

  private static AdminToken token(@Nullable String hash) {
    return new AdminToken(new Config(Optional.ofNullable(hash), Optional.empty()), PASSWORDS);
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static String refusal(AdminToken admin, @Nullable String authorization) {
    try {
      admin.verify(authorization);
      return "";
    } catch (Refusal refused) {
      return refused.error();
    }
  }

  @Test
  void passesAsBearerAndAsBasic() {
    var admin = token(HASH);
    assertThat(refusal(admin, "Bearer " + TOKEN)).isEmpty();
    assertThat(refusal(admin, "bearer  " + TOKEN)).isEmpty();
    assertThat(refusal(admin, basic("admin:" + TOKEN))).isEmpty();
    assertThat(refusal(token(HASH), basic("admin:" + TOKEN))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic",
        "Basic ???",
        "Basic YWRtaW46", // admin:
        "Basic cm9vdDp3cm9uZw==", // root:wrong
        "DPoP wrong",
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"
      })
  void refusesEverythingElse(String authorization) {
    assertThat(refusal(token(HASH), authorization)).isEqualTo("InvalidToken");
  }

  @Test
  void anOperatorsTokenMayHaveDotsAndASessionBeginsLikeAJwt() {
    assertThat(AdminToken.isSession("Bearer a.b.c")).isFalse();
    assertThat(AdminToken.isSession(basic("admin:a.b.c"))).isFalse();
    assertThat(AdminToken.isSession("Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl")).isTrue();
  }

  @Test
  void anotherUserWithTheTokenIsNotTheOperator() {
    assertThat(refusal(token(HASH), basic("root:" + TOKEN))).isEqualTo("InvalidToken");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(refusal(token(HASH), null)).isEqualTo("AuthenticationRequired");
    assertThat(refusal(token(null), null)).isEqualTo("AuthenticationRequired");
    for (String none : new String[] {null, "", "  "}) {
      assertThatThrownBy(() -> token(none).verify("Bearer " + TOKEN))
          .isInstanceOf(Refusal.Unavailable.class)
          .extracting(refused -> ((Refusal) refused).error())
          .isEqualTo("AdminAuthNotConfigured");
    }
  }

  /** Five hundred checks by Argon2 would take twenty seconds of a core. */
  @Test
  void guessersCostLittleAndDoNotLockTheOperatorOut() {
    var admin = token(HASH);
    assertThat(refusal(admin, "Bearer " + TOKEN)).isEmpty();
    long start = System.nanoTime();
    int checked = 0;
    for (int i = 0; i < 500; i++) {
      String answer = refusal(admin, "Bearer guess " + i);
      assertThat(answer).isIn("InvalidToken", "RateLimitExceeded");
      checked += answer.equals("InvalidToken") ? 1 : 0;
    }
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    assertThat(checked).isLessThanOrEqualTo(20 + 4 * ((int) seconds + 1));
    assertThat(refusal(admin, "Bearer " + TOKEN)).isEmpty();
    assertThat(refusal(admin, basic("admin:" + TOKEN))).isEmpty();
  }

  @Test
  void aToolThatIsSetUpWronglyKeepsHearingSo() {
    var admin = token(HASH);
    for (int i = 0; i < 200; i++) {
      assertThat(refusal(admin, "Bearer stale")).isEqualTo("InvalidToken");
    }
  }
}
