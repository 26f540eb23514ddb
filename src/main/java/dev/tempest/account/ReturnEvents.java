package dev.tempest.account;

import dev.tempest.atproto.event.Event;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.auth.AccountStatus;
import dev.tempest.sequencer.AccountOutbox.Announcements;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What subscribers hear of an account that they may know nothing, or something wrong, of. */
final class ReturnEvents {
  private ReturnEvents() {}

  /**
   * The account's status, and if it is active, its handle and where its repository stands.
   *
   * @param sync null without a repository
   */
  static void add(Announcements announcements, AccountTable.Row account, @Nullable Event sync)
      throws SQLException {
    announcements.add(status(account.did(), account.status()));
    if (account.status().isActive()) {
      announcements.add(new Event.Identity(account.did(), account.handle()));
      if (sync != null) {
        announcements.add(sync);
      }
    }
  }

  static Event status(Did did, AccountStatus status) {
    return new Event.Account(did, status.isActive(), status.whyInactive().orElse(null));
  }
}
