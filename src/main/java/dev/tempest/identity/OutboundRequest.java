package dev.tempest.identity;

import dev.tempest.atproto.data.Bytes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/** What to send; where it really goes is decided by address. */
record OutboundRequest(HttpMethod method, URI url, Optional<String> contentType, Bytes body) {
  OutboundRequest redirected(String location) {
    try {
      return new OutboundRequest(method, url.resolve(location), contentType, body);
    } catch (IllegalArgumentException malformed) {
      throw OutboundRule.forbidden("redirected to a malformed URL");
    }
  }

  /** Dials {@code address}; {@code Host}, SNI and the certificate's name stay those of the URL. */
  RequestOptions options(InetAddress address, long connectMillis) {
    var options =
        optionsFor(url, address, connectMillis)
            .setMethod(method)
            .setURI(target())
            .putHeader("Accept-Encoding", "identity");
    contentType.ifPresent(type -> options.putHeader("Content-Type", type));
    return options;
  }

  /** A request to {@code url}'s host by way of {@code address}. */
  static RequestOptions optionsFor(URI url, InetAddress address, long connectMillis) {
    boolean https = "https".equals(url.getScheme());
    int port = url.getPort() != -1 ? url.getPort() : https ? 443 : 80;
    return new RequestOptions()
        .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
        .setHost(url.getHost())
        .setPort(port)
        .setSsl(https)
        .setConnectTimeout(connectMillis)
        .putHeader("User-Agent", "Tempest");
  }

  Future<HttpClientResponse> sendOn(HttpClientRequest connected) {
    return body.length() == 0 ? connected.send() : connected.send(Buffer.buffer(body.unwrap()));
  }

  private String target() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
  }
}
