package dev.tempest.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses of the web, as strict as their use needs them. Empty is what is none. */
public final class HttpUrl {
  private HttpUrl() {}

  /** An absolute URL of {@code http} or {@code https}. */
  public static Optional<URI> parse(String text) {
    try {
      var url = new URI(text);
      boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** One that a path can be put behind. */
  public static Optional<URI> base(String text) {
    return parse(text).filter(url -> url.getRawQuery() == null && url.getRawFragment() == null);
  }

  /** A base that says nothing of who asks. */
  public static Optional<URI> baseWithoutUser(String text) {
    return base(text).filter(url -> url.getRawUserInfo() == null);
  }
}
