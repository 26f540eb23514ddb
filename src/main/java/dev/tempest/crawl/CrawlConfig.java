package dev.tempest.crawl;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Who is told of news. {@link CrawlConfigCheck} warns of what makes no sense. */
@ConfigMapping(prefix = "tempest")
public interface CrawlConfig {
  /** {@code TEMPEST_CRAWLERS}: comma list of relays' origins; empty for none. */
  @WithDefault("https://bsky.network,https://vsky.network")
  Optional<List<String>> crawlers();
}
