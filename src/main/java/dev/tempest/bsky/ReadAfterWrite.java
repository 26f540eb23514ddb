package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Tid;
import dev.tempest.auth.AccountDirectory;
import dev.tempest.auth.HostedAccount;
import dev.tempest.proxy.Detour;
import dev.tempest.proxy.Forwarding;
import dev.tempest.proxy.ProxyAnswer;
import dev.tempest.proxy.ProxyCall;
import dev.tempest.proxy.Services;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows people what they wrote although the AppView has not seen it: it says up to which revision
 * it has, and what came after is put into its answer. Whatever is not as expected passes untouched.
 */
@Singleton
final class ReadAfterWrite implements Detour {
  private static final String REV = "atproto-repo-rev";
  private static final int OK = 200;

  private final Services services;
  private final Forwarding forwarding;
  private final LocalStates states;
  private final AccountDirectory accounts;
  private final ThreadMunge threads;
  private final InstantSource clock;
  private final Map<String, Munge> munges;

  ReadAfterWrite(
      Services services,
      Forwarding forwarding,
      LocalStates states,
      AccountDirectory accounts,
      Munges munges,
      InstantSource clock) {
    this.services = services;
    this.forwarding = forwarding;
    this.states = states;
    this.accounts = accounts;
    this.threads = munges.threads();
    this.munges = munges.byMethod();
    this.clock = clock;
  }

  /** One bean for the three kinds. */
  @Singleton
  record Munges(ProfileMunge profiles, FeedMunge feeds, ThreadMunge threads) {
    Map<String, Munge> byMethod() {
      return Map.of(
          "app.bsky.actor.getProfile", profiles::profile,
          "app.bsky.actor.getProfiles", profiles::profiles,
          "app.bsky.feed.getTimeline", feeds::timeline,
          "app.bsky.feed.getAuthorFeed", feeds::authorFeed,
          "app.bsky.feed.getActorLikes", feeds::actorLikes,
          "app.bsky.feed.getPostThread", threads::thread);
    }
  }

  @Override
  public Set<String> methods() {
    return munges.keySet();
  }

  @Override
  public ProxyAnswer answer(ProxyCall call) {
    var readable = call.withHeader("accept-encoding", encodings(call));
    var answer = forwarding.send(readable, services.require(call.to(), call.method()));
    var rev = answer.header(REV).filter(Tid::isValid).map(Tid::new);
    if (rev.isEmpty() || !call.verb().equals("GET")) {
      return answer;
    }
    return states
        .since(call.caller().did(), rev.get())
        .map(local -> merge(answer, local, call))
        .orElse(answer);
  }

  /** What the caller reads and this server can, too. */
  private static String encodings(ProxyCall call) {
    boolean gzip = call.header("accept-encoding").orElse("").matches("(?i).*\\bgzip\\b(?!;q=0).*");
    return gzip ? "gzip" : "identity";
  }

  private ProxyAnswer merge(ProxyAnswer answer, LocalState local, ProxyCall call) {
    var collected = CollectedAnswer.read(answer.content());
    var merged = collected.json(answer).flatMap(json -> merged(json, answer.status(), local, call));
    return merged
        .map(body -> munged(answer, body, local))
        .orElseGet(
            () -> answer.withContent(ProxyAnswer.after(collected.pieces(), answer.content())));
  }

  private Optional<Node.Obj> merged(Node.Obj json, int status, LocalState local, ProxyCall call) {
    if (status == OK) {
      return Optional.ofNullable(munges.get(call.method().value()))
          .map(munge -> munge.apply(json, local, call));
    }
    boolean missing =
        call.method().equals(BskyNames.GET_POST_THREAD) && Tree.hasText(json, "NotFound", "error");
    return missing
        ? ownPost(call).flatMap(uri -> threads.notFound(uri, local, call))
        : Optional.empty();
  }

  /** The post that is asked for, by its author's DID, when that is the caller. */
  private Optional<String> ownPost(ProxyCall call) {
    return call.parameter("uri")
        .filter(AtUri::isValid)
        .map(AtUri::new)
        .filter(
            uri ->
                accounts
                    .find(uri.authority())
                    .map(HostedAccount::did)
                    .filter(call.caller().did()::equals)
                    .isPresent())
        .flatMap(AtUri::path)
        .map(path -> AtUri.of(call.caller().did(), path).value());
  }

  private ProxyAnswer munged(ProxyAnswer answer, Node.Obj body, LocalState local) {
    answer.content().close();
    var headers = new LinkedHashMap<>(answer.headers());
    headers.remove("content-length");
    headers.remove("content-encoding");
    headers.put("content-type", "application/json");
    local
        .lag(clock.instant())
        .ifPresent(lag -> headers.put("atproto-upstream-lag", Long.toString(lag.toMillis())));
    return new ProxyAnswer(OK, headers, ProxyAnswer.json(body).content());
  }
}
