package dev.tempest.migrate;

import java.util.Map;

/** Steps 9 and 10: the account lives here, and rests there. */
final class Handover {
  private static final String STATUS = "com.atproto.server.checkAccountStatus";

  private final Move move;

  Handover(Move move) {
    this.move = move;
  }

  State activate(State state) {
    var target = move.target(state);
    if (!target.query(STATUS).path("activated").asBoolean()) {
      target.call("com.atproto.server.activateAccount");
    }
    return state;
  }

  State deactivate(State state) {
    var source = move.source(state);
    var status = source.query(STATUS);
    String rev = status.path("repoRev").asText();
    if (!rev.equals(state.requireRepository().rev())) {
      move.person()
          .tell(
              "the old server has revision %s, written after the export (%s): what came in between is only there"
                  .formatted(rev, state.requireRepository().rev()));
    }
    if (status.path("activated").asBoolean()) {
      move.person()
          .requireConsent(
              "The account at the old server is deactivated. It cannot become active there again while the identity is here.",
              state.requirePlan().newHandle());
      source.call("com.atproto.server.deactivateAccount", Map.of());
    }
    return state;
  }
}
