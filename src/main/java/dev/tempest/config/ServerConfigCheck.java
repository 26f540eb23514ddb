package dev.tempest.config;

import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses server settings that make no sense. */
@Singleton
final class ServerConfigCheck implements BootCheck {
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** DNS labels; an IPv4 address has the same shape. */
  private static final Pattern HOST =
      Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

  private static final int MIN_SECRET_LENGTH = 32;
  private static final String SECRET_EXAMPLE = "make one with: tempest secret";

  private final ServerConfig config;
  private final boolean production;

  @Inject
  ServerConfigCheck(ServerConfig config) {
    this(config, LaunchMode.current() == LaunchMode.NORMAL);
  }

  ServerConfigCheck(ServerConfig config, boolean production) {
    this.config = config;
    this.production = production;
  }

  @Override
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    checkHostname(problems);
    checkPublicUrl(problems);
    if (production && !config.dataDir().isAbsolute()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_DATA_DIR", "must be an absolute path, for example /var/lib/tempest"));
    }
    checkSecret(problems);
    return problems;
  }

  private void checkHostname(List<Problem> problems) {
    if (!HOST.matcher(config.hostname()).matches()) {
      problems.add(
          Problem.fatal(
              "TEMPEST_HOSTNAME",
              "must be a bare host in lower case without scheme, port or path,"
                  + " for example pds.example.com"));
    } else if (production && config.publicUrl().equals("https://localhost")) {
      problems.add(
          Problem.fatal(
              "TEMPEST_HOSTNAME",
              "must be set in production, for example pds.example.com"
                  + " (to try it on this machine, set TEMPEST_PUBLIC_URL=http://localhost:4000)"));
    }
  }

  private void checkPublicUrl(List<Problem> problems) {
    if (!isOriginOf(config.publicUrl(), config.hostname())) {
      problems.add(
          Problem.fatal(
              "TEMPEST_PUBLIC_URL",
              "must be the http or https origin of TEMPEST_HOSTNAME without a path,"
                  + " for example https://pds.example.com"));
    }
  }

  private static boolean isOriginOf(String text, String hostname) {
    return HttpUrl.baseWithoutUser(text)
        .filter(url -> hostname.equalsIgnoreCase(url.getHost()) && url.getRawPath().isEmpty())
        .isPresent();
  }

  private void checkSecret(List<Problem> problems) {
    int length = config.secretKeyBase().map(String::length).orElse(0);
    if (length == 0) {
      problems.add(
          Problem.fatal("SECRET_KEY_BASE", "must be set and then kept: " + SECRET_EXAMPLE));
    } else if (length < MIN_SECRET_LENGTH) {
      problems.add(
          Problem.fatal(
              "SECRET_KEY_BASE",
              "must have at least " + MIN_SECRET_LENGTH + " characters: " + SECRET_EXAMPLE));
    } else if (production
        && config.secretKeyBase().filter(ServerConfigCheck::isBuiltIn).isPresent()) {
      problems.add(
          Problem.fatal(
              "SECRET_KEY_BASE", "is the one of development, which is public: " + SECRET_EXAMPLE));
    }
  }

  private static boolean isBuiltIn(String secret) {
    return secret.startsWith("development only");
  }
}
