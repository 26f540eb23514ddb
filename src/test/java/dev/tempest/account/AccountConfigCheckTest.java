package dev.tempest.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempest.config.BootCheck.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What everybody sees of the operator must be links that work and do no harm. */
class AccountConfigCheckTest {
  private record Configured(
      Optional<String> privacyPolicyUrl,
      Optional<String> termsOfServiceUrl,
      Optional<String> contactEmail)
      implements AccountConfig {}

  private static AccountConfigCheck check(String privacy, String terms, String contact) {
    return new AccountConfigCheck(
        new Configured(
            Optional.ofNullable(privacy),
            Optional.ofNullable(terms),
            Optional.ofNullable(contact)));
  }

  @Test
  void takesPagesAndAnAddressOrNothing() {
    assertThat(check(null, null, null).problems()).isEmpty();
    assertThat(
            check("https://example.com/privacy?l=en#top", "http://example.com", "a@example.com")
                .problems())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,hello",
        "/privacy",
        "example.com/privacy",
        "https:///privacy",
        "https://user:secret@example.com/",
        "https://example.com/a b"
      })
  void refusesWhatIsNoPage(String url) {
    assertThat(check(url, url, null).problems())
        .allMatch(Problem::fatal)
        .extracting(Problem::variable)
        .containsExactly("TEMPEST_PRIVACY_POLICY_URL", "TEMPEST_TERMS_OF_SERVICE_URL");
    assertThat(check(url, url, null).problems())
        .noneMatch(problem -> problem.message().contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "operator@localhost", "a@example.com?subject=x", "a b@c.de"})
  void refusesWhatIsNoAddress(String contact) {
    assertThat(check(null, null, contact).problems())
        .extracting(Problem::variable)
        .containsExactly("TEMPEST_CONTACT_EMAIL");
  }
}
