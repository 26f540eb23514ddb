package dev.tempest.crawl;

import dev.tempest.config.ServerConfig;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody wants this server to be crawled. Lexicon: {@code com.atproto.sync.requestCrawl}. */
@Path("/xrpc/com.atproto.sync.requestCrawl")
public class CrawlResource {
  private static final Duration BETWEEN = Duration.ofSeconds(60);

  private final Crawlers crawlers;
  private final String hostname;
  private final InstantSource clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  CrawlResource(Crawlers crawlers, ServerConfig server, InstantSource clock) {
    this.crawlers = crawlers;
    this.hostname = server.hostname();
    this.clock = clock;
  }

  public record RequestCrawl(String hostname) {}

  /** Answers an object, although the lexicon has no output: the original did. */
  @POST
  public Map<String, String> requestCrawl(RequestCrawl in) {
    if (!in.hostname().toLowerCase(Locale.ROOT).equals(hostname)) {
      throw Refusal.invalid("This server can only ask for a crawl of itself: " + hostname);
    }
    Instant now = clock.instant();
    Instant allowed = next.get();
    if (now.isBefore(allowed) || !next.compareAndSet(allowed, now.plus(BETWEEN))) {
      throw new Refusal.TooMany("A crawl of this host was asked for within the last minute");
    }
    crawlers.hurry();
    return Map.of();
  }
}
