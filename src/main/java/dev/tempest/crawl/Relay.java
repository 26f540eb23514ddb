package dev.tempest.crawl;

import dev.tempest.config.HttpUrl;
import java.net.URI;
import java.util.Optional;

/** Somebody who copies from many servers. */
record Relay(URI origin) {
  static Optional<Relay> parse(String text) {
    return HttpUrl.parse(text.strip()).filter(url -> url.getRawUserInfo() == null).map(Relay::new);
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
