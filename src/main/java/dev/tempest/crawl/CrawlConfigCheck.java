package dev.tempest.crawl;

import dev.tempest.config.BootCheck;
import jakarta.inject.Singleton;
import java.util.List;

/** Warns of relays that cannot be called, and are passed over. */
@Singleton
final class CrawlConfigCheck implements BootCheck {
  private final CrawlConfig config;

  CrawlConfigCheck(CrawlConfig config) {
    this.config = config;
  }

  @Override
  public List<Problem> problems() {
    return config.crawlers().stream()
        .flatMap(List::stream)
        .filter(text -> Relay.parse(text).isEmpty())
        .map(
            text ->
                Problem.warning(
                    "TEMPEST_CRAWLERS",
                    "passes over '%s', which is no http or https origin, for example %s"
                        .formatted(text, "https://bsky.network")))
        .toList();
  }
}
