package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;

/** {@code app.bsky.feed.defs#postView} of a post that was just made. */
@Singleton
final class PostViews {
  /** Nobody has reacted to what nobody has seen. */
  private static final List<String> COUNTS =
      List.of("replyCount", "repostCount", "likeCount", "quoteCount", "bookmarkCount");

  private final ProfileViews profiles;
  private final EmbedViews embeds;

  PostViews(ProfileViews profiles, EmbedViews embeds) {
    this.profiles = profiles;
    this.embeds = embeds;
  }

  Node.Obj of(LocalPost post, LocalState local, ProxyCall call) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("uri", new Node.Text(post.uri().value()));
    fields.put("cid", new Node.Text(post.cid().toString()));
    fields.put("author", profiles.basic(local));
    fields.put("record", post.record());
    Tree.object(post.record(), "embed")
        .flatMap(embed -> embeds.of(embed, local.did(), call))
        .ifPresent(view -> fields.put("embed", view));
    COUNTS.forEach(name -> fields.put(name, new Node.Int(0)));
    fields.put("indexedAt", new Node.Text(post.at().toString()));
    return new Node.Obj(fields);
  }
}
