package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Threads: one's new replies in their places, and threads that begin with a new post. */
@Singleton
final class ThreadMunge {
  private final PostViews posts;
  private final AppViewQueries appView;

  ThreadMunge(PostViews posts, AppViewQueries appView) {
    this.posts = posts;
    this.appView = appView;
  }

  Node.Obj thread(Node.Obj answer, LocalState local, ProxyCall call) {
    return Tree.object(answer, "thread")
        .filter(ThreadMunge::isThread)
        .map(thread -> Tree.with(answer, "thread", add(thread, local.posts(), local, call)))
        .orElse(answer);
  }

  /**
   * The answer for a post of {@code local} that the AppView does not know.
   *
   * @param uri with the account's DID
   */
  Optional<Node.Obj> notFound(String uri, LocalState local, ProxyCall call) {
    return local.posts().stream()
        .filter(post -> post.uri().value().equals(uri))
        .findFirst()
        .map(post -> begin(post, local, call));
  }

  private Node.Obj begin(LocalPost post, LocalState local, ProxyCall call) {
    var others = local.posts().stream().filter(other -> !other.equals(post)).toList();
    var thread = add(view(post, local, call), others, local, call);
    var parent =
        post.parent()
            .flatMap(uri -> appView.get(call, BskyNames.GET_POST_THREAD, above(uri, call)))
            .flatMap(answer -> Tree.object(answer, "thread"));
    var whole = parent.isEmpty() ? thread : Tree.with(thread, "parent", parent);
    return new Node.Obj(Map.of("thread", whole));
  }

  private static String[] above(String uri, ProxyCall call) {
    var parameters = new ArrayList<>(List.of("uri", uri, "depth", "0"));
    call.parameter("parentHeight")
        .ifPresent(height -> parameters.addAll(List.of("parentHeight", height)));
    return parameters.toArray(String[]::new);
  }

  private Node.Obj add(
      Node.Obj thread, List<LocalPost> candidates, LocalState local, ProxyCall call) {
    var changed = thread;
    for (LocalPost post : candidates) {
      if (belongs(thread, post)) {
        changed = insert(changed, post, local, call);
      }
    }
    return changed;
  }

  private static boolean belongs(Node.Obj thread, LocalPost post) {
    return post.root()
        .filter(
            root ->
                Tree.hasText(thread, root, "post", "uri")
                    || Tree.hasText(thread, root, "post", "record", "reply", "root", "uri"))
        .isPresent();
  }

  /** Beside its parent's replies; nowhere when the answer does not reach down to the parent. */
  private Node.Obj insert(Node.Obj thread, LocalPost post, LocalState local, ProxyCall call) {
    var replies = Tree.items(thread, "replies");
    String parent = post.parent().orElse("");
    if (Tree.hasText(thread, parent, "post", "uri")) {
      if (replies.stream().anyMatch(r -> Tree.hasText(r, post.uri().value(), "post", "uri"))) {
        return thread;
      }
      var more = new ArrayList<Node>(List.of(view(post, local, call)));
      more.addAll(replies);
      return Tree.with(thread, "replies", new Node.Array(more));
    }
    if (replies.isEmpty()) {
      return thread;
    }
    var inside =
        replies.stream()
            .<Node>map(
                reply ->
                    reply instanceof Node.Obj view && isThread(view)
                        ? insert(view, post, local, call)
                        : reply)
            .toList();
    return Tree.with(thread, "replies", new Node.Array(inside));
  }

  private Node.Obj view(LocalPost post, LocalState local, ProxyCall call) {
    return Tree.with(Tree.typed(BskyNames.THREAD_VIEW), "post", posts.of(post, local, call));
  }

  private static boolean isThread(Node.Obj view) {
    return Tree.hasText(view, BskyNames.THREAD_VIEW, "$type");
  }
}
