package dev.tempest.sync;

import dev.tempest.stream.Connections;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * What happens before a connection becomes a WebSocket: requests that cannot become one are refused
 * with a body, as every other method would, and the rest is noted for {@link FirehoseEndpoint}.
 */
@Singleton
final class FirehoseDoor implements HttpUpgradeCheck {
  static final String PATH = "/xrpc/com.atproto.sync.subscribeRepos";

  /** The client's cursor; absent when it gave none. */
  static final TypedKey<Long> CURSOR = TypedKey.forLong("cursor");

  static final TypedKey<Channel> CHANNEL = new TypedKey<>("channel");

  /** Behind the headers for browsers, before everything that answers. */
  private static final int PRIORITY = 500;

  private final Instance<Firehose> firehose;

  /** The framework makes this bean early, in commands too: the log must not open with it. */
  FirehoseDoor(Instance<Firehose> firehose) {
    this.firehose = firehose;
  }

  void register(@Observes Filters filters) {
    filters.register(this::filter, PRIORITY);
  }

  private void filter(RoutingContext context) {
    var request = context.request();
    if (!request.method().equals(HttpMethod.GET) || !PATH.equals(request.path())) {
      context.next();
    } else if (!request.headers().contains(HandshakeRequest.SEC_WEBSOCKET_KEY)) {
      context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      refuse(context, 426, "UpgradeRequired", "Connect with a WebSocket");
    } else if (!isCursor(request.getParam("cursor"))) {
      refuse(context, 400, "InvalidRequest", "cursor must be an integer, 0 or more");
    } else if (firehose.get().isFull()) {
      refuse(context, 503, "NotEnoughResources", "Too many subscribers; try again later");
    } else {
      context.next();
    }
  }

  private static boolean isCursor(@Nullable String cursor) {
    if (cursor == null) {
      return true;
    }
    try {
      return Long.parseLong(cursor) >= 0;
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  private static void refuse(RoutingContext context, int status, String error, String message) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", error).put("message", message).encode());
  }

  @Override
  public boolean appliesTo(String endpointId) {
    return endpointId.equals(FirehoseEndpoint.class.getName());
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
    var request = upgrade.httpRequest();
    String cursor = request.getParam("cursor");
    if (cursor != null) {
      upgrade.userData().put(CURSOR, Long.valueOf(cursor));
    }
    upgrade.userData().put(CHANNEL, Connections.channelOf(request));
    return CheckResult.permitUpgrade();
  }
}
