package dev.tempest.limit;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Refuses ranges of addresses that are none, and a key that could be guessed. */
@Singleton
final class LimitConfigCheck implements BootCheck {
  private static final int SHORTEST_KEY = 16;

  private final LimitConfig config;

  LimitConfigCheck(LimitConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    var proxies =
        config.trustedProxies().equals(TrustedProxies.NONE)
            ? List.<String>of()
            : config.trustedProxies();
    return Stream.of(
            ranges("TEMPEST_TRUSTED_PROXIES", proxies),
            ranges("TEMPEST_RATE_LIMIT_BYPASS_IPS", config.rateLimitBypassIps().orElse(List.of())),
            config.rateLimitBypassKey().stream()
                .filter(key -> key.length() < SHORTEST_KEY)
                .map(
                    _ ->
                        Problem.fatal(
                            "TEMPEST_RATE_LIMIT_BYPASS_KEY",
                            "must have at least %d characters: make one with: openssl rand -hex 24"
                                .formatted(SHORTEST_KEY))))
        .flatMap(problems -> problems)
        .toList();
  }

  private static Stream<Problem> ranges(String variable, List<String> ranges) {
    return ranges.stream()
        .filter(range -> AddressRange.parse(range).isEmpty())
        .map(
            range ->
                Problem.fatal(
                    variable,
                    "%s is not a range of addresses, for example 10.0.0.0/8".formatted(range)));
  }
}
