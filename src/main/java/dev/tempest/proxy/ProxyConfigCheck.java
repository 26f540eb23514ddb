package dev.tempest.proxy;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.config.BootCheck;
import dev.tempest.config.HttpUrl;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses services that cannot be called. */
@Singleton
final class ProxyConfigCheck implements BootCheck {
  private static final Pattern THREE_PLACES = Pattern.compile("https?://([^%]*%s){3}[^%]*");

  private final ProxyConfig config;

  ProxyConfigCheck(ProxyConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    check(problems, "TEMPEST_APPVIEW", config.appviewUrl(), config.appviewDid());
    check(problems, "TEMPEST_MOD_SERVICE", config.modServiceUrl(), config.modServiceDid());
    check(problems, "TEMPEST_REPORT_SERVICE", config.reportServiceUrl(), config.reportServiceDid());
    config
        .appviewCdnUrlPattern()
        .filter(pattern -> !THREE_PLACES.matcher(pattern).matches())
        .ifPresent(
            _ ->
                problems.add(
                    Problem.fatal(
                        "TEMPEST_APPVIEW_CDN_URL_PATTERN",
                        "must be a URL with three %s, for example"
                            + " https://cdn.bsky.app/img/%s/plain/%s/%s@jpeg")));
    return problems;
  }

  private static void check(
      List<Problem> problems, String variable, Optional<String> url, Optional<String> did) {
    if (url.isPresent() && !isOrigin(url.get())) {
      problems.add(
          Problem.fatal(
              variable + "_URL",
              "must be an http or https origin without a path, for example"
                  + " https://api.bsky.app"));
    }
    if (did.isPresent() && !Did.isValid(did.get())) {
      problems.add(
          Problem.fatal(variable + "_DID", "must be a DID, for example did:web:api.bsky.app"));
    }
    if (did.isPresent() && url.isEmpty()) {
      problems.add(
          Problem.fatal(
              variable + "_URL",
              "must be set with " + variable + "_DID, for example https://api.bsky.app"));
    }
  }

  private static boolean isOrigin(String text) {
    return HttpUrl.baseWithoutUser(text)
        .filter(url -> url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
        .isPresent();
  }
}
