package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;

/** {@code getProfile} and {@code getProfiles}: one's own profile as it is here. */
@Singleton
final class ProfileMunge {
  private final ProfileViews views;

  ProfileMunge(ProfileViews views) {
    this.views = views;
  }

  Node.Obj profile(Node.Obj answer, LocalState local, ProxyCall call) {
    return own(answer, local);
  }

  Node.Obj profiles(Node.Obj answer, LocalState local, ProxyCall call) {
    var profiles =
        Tree.items(answer, "profiles").stream()
            .<Node>map(item -> item instanceof Node.Obj view ? own(view, local) : item)
            .toList();
    return Tree.with(answer, "profiles", new Node.Array(profiles));
  }

  private Node.Obj own(Node.Obj view, LocalState local) {
    return local
        .newProfile()
        .filter(_ -> Tree.hasText(view, local.did(), "did"))
        .map(profile -> views.updateDetailed(view, local.did(), profile))
        .orElse(view);
  }
}
