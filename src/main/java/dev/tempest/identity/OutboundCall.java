package dev.tempest.identity;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;

/**
 * A request that is sent in parts.
 *
 * @param origin whose path and query are not looked at
 * @param target path and query, as they go on the wire
 * @param headers all but {@code Host}, {@code User-Agent} and those of the transfer
 * @param length of the body; {@link #UNKNOWN} when only its end will tell
 */
public record OutboundCall(
    String method, URI origin, String target, Map<String, String> headers, long length) {
  public static final long UNKNOWN = -1;

  public OutboundCall {
    headers = Map.copyOf(headers);
  }

  RequestOptions options(InetAddress address, long connectMillis) {
    var options =
        OutboundRequest.optionsFor(origin, address, connectMillis)
            .setMethod(HttpMethod.valueOf(method))
            .setURI(target);
    headers.forEach(options::putHeader);
    if (length > 0) {
      options.putHeader("Content-Length", Long.toString(length));
    }
    return options;
  }
}
