package dev.tempest.identity;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the server's {@link OutboundHttp}. */
final class OutboundClient {
  private static final int MAX_HEADER_BYTES = 16_384;

  /** Nearly all that is proxied goes to one host. */
  private static final int POOL_PER_HOST = 64;

  private static final int KEEP_ALIVE_SECONDS = 15;

  private OutboundClient() {}

  /** HTTP/1.1 without decompression: a small answer must not unfold into a big one. */
  static HttpClientOptions options() {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setDecompressionSupported(false)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxPoolSize(POOL_PER_HOST)
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setVerifyHost(true);
  }

  @Produces
  @Singleton
  static HttpClient client(Vertx vertx) {
    return vertx.createHttpClient(options());
  }

  static void close(@Disposes HttpClient client) {
    client.close();
  }

  @Produces
  @Singleton
  static OutboundHttp outbound(HttpClient client, IdentityConfig config) {
    boolean loopback = config.outboundLoopback() && LaunchMode.current() != LaunchMode.NORMAL;
    return new OutboundHttp(
        client,
        new SystemNameLookup(),
        loopback ? OutboundRule.PUBLIC_OR_LOOPBACK : OutboundRule.PUBLIC);
  }
}
