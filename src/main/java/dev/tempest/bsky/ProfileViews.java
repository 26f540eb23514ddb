package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Optional;

/** {@code app.bsky.actor.defs#profileView…} of an account here, by its profile record. */
@Singleton
final class ProfileViews {
  private final ImageUrls images;

  ProfileViews(ImageUrls images) {
    this.images = images;
  }

  Node.Obj basic(LocalState local) {
    var fields = new LinkedHashMap<String, Node>();
    fields.put("did", new Node.Text(local.did()));
    fields.put("handle", new Node.Text(local.account().handle().value()));
    var view = new Node.Obj(fields);
    return local.profile().map(profile -> updateBasic(view, local.did(), profile)).orElse(view);
  }

  /** {@code view} as it would be if the AppView knew {@code profile}. */
  Node.Obj updateBasic(Node.Obj view, String did, Node profile) {
    var named = Tree.with(view, "displayName", text(profile, "displayName"));
    return Tree.with(named, "avatar", image("avatar", did, profile));
  }

  Node.Obj updateDetailed(Node.Obj view, String did, Node profile) {
    var basic = updateBasic(view, did, profile);
    var described = Tree.with(basic, "description", text(profile, "description"));
    return Tree.with(described, "banner", image("banner", did, profile));
  }

  private static Optional<Node> text(Node profile, String name) {
    return Tree.node(Tree.text(profile, name));
  }

  private Optional<Node> image(String name, String did, Node profile) {
    return Tree.node(Tree.blob(profile, name).map(cid -> images.of(name, did, cid)));
  }
}
