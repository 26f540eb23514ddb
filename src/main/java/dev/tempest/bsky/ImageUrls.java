package dev.tempest.bsky;

import dev.tempest.config.ServerConfig;
import dev.tempest.proxy.ProxyConfig;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Where images are shown: at the AppView's CDN if its pattern is known, else here. */
@Singleton
final class ImageUrls {
  private final Optional<String> pattern;
  private final String origin;

  ImageUrls(ProxyConfig config, ServerConfig server) {
    this.pattern = config.appviewCdnUrlPattern();
    this.origin = server.publicUrl();
  }

  /**
   * @param preset {@code avatar}, {@code banner}, {@code feed_thumbnail}, {@code feed_fullsize}
   */
  String of(String preset, String did, String cid) {
    return pattern
        .map(text -> text.formatted(preset, did, cid))
        .orElseGet(() -> origin + "/xrpc/com.atproto.sync.getBlob?did=" + did + "&cid=" + cid);
  }
}
