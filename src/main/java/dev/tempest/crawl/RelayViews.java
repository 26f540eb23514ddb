package dev.tempest.crawl;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.identity.OutboundException;
import dev.tempest.identity.OutboundHttp;
import dev.tempest.identity.OutboundHttp.Limits;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What relays have seen of a server. Lexicon: {@code com.atproto.sync.getHostStatus}. Blocks. */
@Singleton
public final class RelayViews {
  private static final Logger LOG = Logger.getLogger(RelayViews.class);
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 64 * 1024);

  private final CrawlConfig config;
  private final OutboundHttp http;

  RelayViews(CrawlConfig config, OutboundHttp http) {
    this.config = config;
    this.http = http.forConfiguredUrls();
  }

  /**
   * The highest seq of {@code hostname} that the configured relays, or {@code more} of them, have
   * seen; empty when none answers, or knows it.
   */
  public OptionalLong lastSeen(String hostname, List<String> more) {
    return Stream.concat(config.crawlers().stream().flatMap(List::stream), more.stream())
        .map(Relay::parse)
        .flatMap(Optional::stream)
        .distinct()
        .map(relay -> lastSeen(relay, hostname))
        .flatMapToLong(OptionalLong::stream)
        .max();
  }

  private OptionalLong lastSeen(Relay relay, String hostname) {
    URI url = relay.origin().resolve("/xrpc/com.atproto.sync.getHostStatus?hostname=" + hostname);
    try {
      var answer = http.get(url, LIMITS);
      var body = DagJson.parse(new String(answer.body().unwrap(), StandardCharsets.UTF_8));
      return answer.isSuccess() && body.fields().get("seq") instanceof Node.Int seq
          ? OptionalLong.of(seq.value())
          : OptionalLong.empty();
    } catch (OutboundException | DecodeException silent) {
      LOG.warnf("event=relay_view_unknown relay=%s cause=%s", relay, silent.getMessage());
      return OptionalLong.empty();
    }
  }
}
