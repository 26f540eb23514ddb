package dev.tempest.migrate;

import java.util.Map;

/** Step 6: what only the account's owner sees. It goes through memory alone. */
final class PreferenceTransfer {
  private static final int NOT_FOUND = 404;
  private static final int NOT_IMPLEMENTED = 501;

  private final Move move;

  PreferenceTransfer(Move move) {
    this.move = move;
  }

  State run(State state) {
    try {
      var preferences =
          move.source(state).query("app.bsky.actor.getPreferences").path("preferences");
      move.target(state).call("app.bsky.actor.putPreferences", Map.of("preferences", preferences));
      move.person().tell(preferences.size() + " preferences moved");
    } catch (RemoteRefusal refused) {
      if (refused.status() != NOT_FOUND && refused.status() != NOT_IMPLEMENTED) {
        throw refused;
      }
      move.person().tell("no preferences: " + refused.getMessage());
    }
    return state;
  }
}
