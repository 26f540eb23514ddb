package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.AtUri;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Records that a post quotes, which the AppView knows how to show. */
@Singleton
final class QuotedViews {
  private static final Nsid GET_POSTS = new Nsid("app.bsky.feed.getPosts");
  private static final Nsid GET_FEED_GENERATOR = new Nsid("app.bsky.feed.getFeedGenerator");
  private static final Nsid GET_LIST = new Nsid("app.bsky.graph.getList");

  private final AppViewQueries appView;

  QuotedViews(AppViewQueries appView) {
    this.appView = appView;
  }

  Node of(String uri, ProxyCall call) {
    return find(uri, call)
        .orElseGet(
            () -> {
              var view = Tree.typed("app.bsky.embed.record#viewNotFound");
              return Tree.with(
                  Tree.with(view, "uri", new Node.Text(uri)), "notFound", new Node.Bool(true));
            });
  }

  private Optional<Node.Obj> find(String uri, ProxyCall call) {
    if (!AtUri.isValid(uri)) {
      return Optional.empty();
    }
    Nsid collection = new AtUri(uri).collection();
    return switch (collection == null ? "" : collection.value()) {
      case "app.bsky.feed.post" ->
          appView
              .get(call, GET_POSTS, "uris", uri)
              .flatMap(answer -> Tree.items(answer, "posts").stream().findFirst())
              .map(QuotedViews::post);
      case "app.bsky.feed.generator" ->
          appView
              .get(call, GET_FEED_GENERATOR, "feed", uri)
              .flatMap(answer -> Tree.object(answer, "view"))
              .map(view -> typed("app.bsky.feed.defs#generatorView", view));
      case "app.bsky.graph.list" ->
          appView
              .get(call, GET_LIST, "list", uri)
              .flatMap(answer -> Tree.object(answer, "list"))
              .map(view -> typed("app.bsky.graph.defs#listView", view));
      default -> Optional.empty();
    };
  }

  private static Node.Obj post(Node post) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("$type", new Node.Text("app.bsky.embed.record#viewRecord"));
    for (String name : new String[] {"uri", "cid", "author", "labels", "indexedAt"}) {
      Tree.at(post, name).ifPresent(value -> fields.put(name, value));
    }
    Tree.at(post, "record").ifPresent(value -> fields.put("value", value));
    Tree.at(post, "embed")
        .ifPresent(value -> fields.put("embeds", new Node.Array(java.util.List.of(value))));
    return new Node.Obj(fields);
  }

  private static Node.Obj typed(String type, Node.Obj view) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("$type", new Node.Text(type));
    fields.putAll(view.fields());
    return new Node.Obj(fields);
  }
}
