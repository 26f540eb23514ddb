package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.sequencer.AccountOutbox;
import dev.tempest.sqlite.RepoFiles;
import jakarta.inject.Singleton;

/** Tells the network that an account's DID document has changed. */
@Singleton
final class IdentityAnnouncement {
  private final RepoFiles repos;
  private final AccountOutbox outbox;

  IdentityAnnouncement(RepoFiles repos, AccountOutbox outbox) {
    this.repos = repos;
    this.outbox = outbox;
  }

  /** With the handle as it is now; not for an account that has been deleted meanwhile. */
  void announce(Did did) {
    if (repos.exists(did)) {
      repos.exclusively(did, () -> write(did));
    }
  }

  private boolean write(Did did) {
    return outbox.write(
        (tx, announcements) -> {
          var live =
              AccountTable.findByDid(tx, did)
                  .filter(account -> account.status() != AccountStatus.DELETED);
          if (live.isPresent()) {
            announcements.add(new Event.Identity(did, live.get().handle()));
          }
          return live.isPresent();
        });
  }
}
