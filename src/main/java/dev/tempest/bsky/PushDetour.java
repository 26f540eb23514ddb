package dev.tempest.bsky;

import dev.tempest.atproto.data.Bytes;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.proxy.Detour;
import dev.tempest.proxy.Forwarding;
import dev.tempest.proxy.ProxyAnswer;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Service;
import dev.tempest.proxy.Services;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Set;

/** {@code registerPush} and {@code unregisterPush}: for the service that the input names. */
@Singleton
final class PushDetour implements Detour {
  private static final String FRAGMENT = "#bsky_notif";
  private static final String TYPE = "BskyNotificationService";
  private static final int MOST_BYTES = 150 * 1024;

  private final Services services;
  private final Forwarding forwarding;

  PushDetour(Services services, Forwarding forwarding) {
    this.services = services;
    this.forwarding = forwarding;
  }

  @Override
  public Set<String> methods() {
    return Set.of("app.bsky.notification.registerPush", "app.bsky.notification.unregisterPush");
  }

  @Override
  public ProxyAnswer answer(ProxyCall call) {
    if (!call.verb().equals("POST")) {
      throw Refusal.invalid("Incorrect HTTP method (%s) expected POST".formatted(call.verb()));
    }
    Bytes body = read(call);
    Did did = serviceDid(body);
    return forwarding.send(call.withBody(body), target(did));
  }

  private Service target(Did did) {
    return services
        .appView()
        .filter(service -> service.did().equals(did))
        .or(() -> services.find(did, FRAGMENT, TYPE))
        .orElseThrow(
            () -> Refusal.invalid("invalid notification service details in did document: " + did));
  }

  private static Bytes read(ProxyCall call) {
    try {
      byte[] content = call.body().content().readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new Refusal.TooLarge("Request body is larger than %d bytes".formatted(MOST_BYTES));
      }
      return Bytes.wrap(content);
    } catch (IOException gone) {
      throw Refusal.invalid("The request body ended early");
    }
  }

  private static Did serviceDid(Bytes body) {
    try {
      Node input = DagJson.parse(body.unwrap());
      return Tree.text(input, "serviceDid")
          .filter(Did::isValid)
          .map(Did::new)
          .orElseThrow(() -> Refusal.invalid("serviceDid must be a DID"));
    } catch (DecodeException malformed) {
      throw Refusal.invalid("The request body is not valid JSON");
    }
  }
}
