package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The feeds: one's new posts where they belong by time, and one's name and face as they are. */
@Singleton
final class FeedMunge {
  private static final String REPOST = "app.bsky.feed.defs#reasonRepost";

  private final PostViews posts;
  private final ProfileViews profiles;

  FeedMunge(PostViews posts, ProfileViews profiles) {
    this.posts = posts;
    this.profiles = profiles;
  }

  Node.Obj timeline(Node.Obj answer, LocalState local, ProxyCall call) {
    return with(answer, insert(Tree.items(answer, "feed"), local, call));
  }

  Node.Obj authorFeed(Node.Obj answer, LocalState local, ProxyCall call) {
    var feed = Tree.items(answer, "feed");
    return isOwn(feed, local, call)
        ? with(answer, insert(updateAuthors(feed, local), local, call))
        : answer;
  }

  Node.Obj actorLikes(Node.Obj answer, LocalState local, ProxyCall call) {
    return with(answer, updateAuthors(Tree.items(answer, "feed"), local));
  }

  private static Node.Obj with(Node.Obj answer, List<Node> feed) {
    return Tree.with(answer, "feed", new Node.Array(feed));
  }

  private static boolean isOwn(List<Node> feed, LocalState local, ProxyCall call) {
    String actor = call.parameter("actor").orElse("");
    if (actor.equals(local.did()) || actor.equals(local.account().handle().value())) {
      return true;
    }
    return feed.stream().findFirst().filter(item -> isOwn(item, local.did())).isPresent();
  }

  private static boolean isOwn(Node item, String did) {
    boolean posted =
        Tree.at(item, "reason").isEmpty() && Tree.hasText(item, did, "post", "author", "did");
    boolean reposted =
        Tree.hasText(item, REPOST, "reason", "$type")
            && Tree.hasText(item, did, "reason", "by", "did");
    return posted || reposted;
  }

  private List<Node> updateAuthors(List<Node> feed, LocalState local) {
    return local
        .newProfile()
        .map(profile -> feed.stream().map(item -> updateAuthor(item, local, profile)).toList())
        .orElse(feed);
  }

  private Node updateAuthor(Node item, LocalState local, Node profile) {
    var post = Tree.object(item, "post");
    var author = post.flatMap(view -> Tree.object(view, "author"));
    if (!(item instanceof Node.Obj whole)
        || author.isEmpty()
        || !Tree.hasText(author.get(), local.did(), "did")) {
      return item;
    }
    var updated = profiles.updateBasic(author.get(), local.did(), profile);
    return Tree.with(whole, "post", post.map(view -> Tree.with(view, "author", updated)));
  }

  /** Only into the first page, which has the newest, and only what is newer than its end. */
  private List<Node> insert(List<Node> feed, LocalState local, ProxyCall call) {
    if (call.parameter("cursor").isPresent()) {
      return feed;
    }
    var known =
        feed.stream()
            .flatMap(item -> Tree.text(item, "post", "uri").stream())
            .collect(Collectors.toSet());
    Instant end = feed.isEmpty() ? Instant.EPOCH : indexedAt(feed.getLast());
    var merged = new ArrayList<>(feed);
    for (LocalPost post : local.posts().reversed()) {
      if (post.at().isAfter(end) && !known.contains(post.uri().value())) {
        merged.add(place(merged, post.at()), item(posts.of(post, local, call)));
      }
    }
    return merged;
  }

  private static Node item(Node.Obj post) {
    return new Node.Obj(Map.of("post", post));
  }

  /** Before the first that is older. */
  private static int place(List<Node> feed, Instant at) {
    int place = 0;
    while (place < feed.size() && !indexedAt(feed.get(place)).isBefore(at)) {
      place++;
    }
    return place;
  }

  private static Instant indexedAt(Node item) {
    try {
      return Tree.text(item, "post", "indexedAt").map(Instant::parse).orElse(Instant.EPOCH);
    } catch (DateTimeException malformed) {
      return Instant.EPOCH;
    }
  }
}
