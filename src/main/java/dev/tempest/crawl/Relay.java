package dev.tempest.crawl;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Somebody who copies from many servers. */
record Relay(URI origin) {
  static Optional<Relay> parse(String text) {
    try {
      var url = new URI(text.strip());
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return http && url.getHost() != null && url.getRawUserInfo() == null
          ? Optional.of(new Relay(url))
          : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  URI requestCrawl() {
    return origin.resolve("/xrpc/com.atproto.sync.requestCrawl");
  }

  /** The host alone, for logs. */
  @Override
  public String toString() {
    return origin.getHost();
  }
}
