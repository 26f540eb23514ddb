package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.auth.HostedAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What its account has here that the AppView may not have seen.
 *
 * @param profile as it is now
 * @param profileAt when it changed, if the AppView may not know
 * @param posts oldest first
 */
record LocalState(
    HostedAccount account,
    Optional<Node.Obj> profile,
    Optional<Instant> profileAt,
    List<LocalPost> posts) {
  LocalState {
    posts = List.copyOf(posts);
  }

  boolean isEmpty() {
    return profileAt.isEmpty() && posts.isEmpty();
  }

  String did() {
    return account.did().value();
  }

  /** The profile, when it is one that the AppView may not know. */
  Optional<Node.Obj> newProfile() {
    return profileAt.flatMap(_ -> profile);
  }

  /** How far the AppView is behind. */
  Optional<Duration> lag(Instant now) {
    return Stream.concat(profileAt.stream(), posts.stream().map(LocalPost::at))
        .min(Instant::compareTo)
        .map(oldest -> Duration.between(oldest, now));
  }
}
