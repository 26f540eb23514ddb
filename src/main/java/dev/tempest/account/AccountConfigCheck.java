package dev.tempest.account;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Refuses what everybody would see and nobody could follow, or should. */
@Singleton
final class AccountConfigCheck implements BootCheck {
  private final AccountConfig config;

  AccountConfigCheck(AccountConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    check("TEMPEST_PRIVACY_POLICY_URL", config.privacyPolicyUrl(), problems);
    check("TEMPEST_TERMS_OF_SERVICE_URL", config.termsOfServiceUrl(), problems);
    config
        .contactEmail()
        .filter(text -> !Email.isValid(text))
        .ifPresent(
            _ ->
                problems.add(
                    Problem.fatal(
                        "TEMPEST_CONTACT_EMAIL",
                        "must be an e-mail address, for example operator@example.com")));
    return problems;
  }

  private static void check(String variable, Optional<String> url, List<Problem> problems) {
    url.filter(text -> !isPage(text))
        .ifPresent(
            _ ->
                problems.add(
                    Problem.fatal(
                        variable,
                        "must be an https or http address, for example"
                            + " https://example.com/privacy")));
  }

  private static boolean isPage(String text) {
    try {
      var url = new URI(text);
      return ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
          && url.getHost() != null
          && url.getRawUserInfo() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
