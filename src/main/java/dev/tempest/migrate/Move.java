package dev.tempest.migrate;

import dev.tempest.atproto.syntax.Did;
import dev.tempest.identity.NetworkIdentities;
import dev.tempest.progress.Progress;
import java.net.URI;
import java.util.function.Function;

/** What all steps of one migration work with. */
record Move(
    Did did,
    Wishes wishes,
    MigrationFolder folder,
    Journal journal,
    Logins logins,
    Person person,
    Progress progress,
    NetworkIdentities network,
    Function<URI, Pds> servers) {
  Session source(State state) {
    return logins.source(servers.apply(state.requirePlan().sourceUrl()));
  }

  Session target(State state) {
    return logins.target(servers.apply(state.requirePlan().targetUrl()));
  }
}
