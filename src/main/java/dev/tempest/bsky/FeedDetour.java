package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.proxy.Detour;
import dev.tempest.proxy.Forwarding;
import dev.tempest.proxy.ProxyAnswer;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Services;
import dev.tempest.record.ForeignRecords;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * {@code getFeed}: the AppView asks the feed's generator with the token that it gets, so the token
 * is for the generator.
 */
@Singleton
final class FeedDetour implements Detour {
  private static final Nsid GET_FEED_SKELETON = new Nsid("app.bsky.feed.getFeedSkeleton");

  private final Services services;
  private final Forwarding forwarding;
  private final ForeignRecords records;

  FeedDetour(Services services, Forwarding forwarding, ForeignRecords records) {
    this.services = services;
    this.forwarding = forwarding;
    this.records = records;
  }

  @Override
  public Set<String> methods() {
    return Set.of("app.bsky.feed.getFeed");
  }

  @Override
  public ProxyAnswer answer(ProxyCall call) {
    var to = services.require(call.to(), call.method());
    var purpose = new Forwarding.Purpose(generator(call).value(), GET_FEED_SKELETON);
    return forwarding.send(call, to, purpose);
  }

  private Did generator(ProxyCall call) {
    var feed =
        call.parameter("feed")
            .filter(AtUri::isValid)
            .map(AtUri::new)
            .orElseThrow(() -> Refusal.invalid("feed must be an at-uri"));
    var path = feed.path().orElseThrow(() -> Refusal.invalid("feed must be a record"));
    Node record = records.get(call.to(), feed.authority(), path, null).value();
    return Tree.text(record, "did")
        .filter(Did::isValid)
        .map(Did::new)
        .orElseThrow(() -> new Refusal.Invalid("UnknownFeed", "could not resolve feed did"));
  }
}
