package dev.tempest.migrate;

import dev.tempest.migrate.Person.Question;
import java.util.HashMap;
import java.util.Map;

/** Step 2: an inactive account under the old DID. */
final class Arrival {
  private static final String CREATE_ACCOUNT = "com.atproto.server.createAccount";

  private final Move move;

  Arrival(Move move) {
    this.move = move;
  }

  /** An account that is here by now was made in an earlier attempt, or rests from former times. */
  State run(State state) {
    var plan = state.requirePlan();
    Pds target = move.servers().apply(plan.targetUrl());
    Session session =
        Presence.of(move.did(), target) == Presence.INACTIVE
            ? move.logins().target(target)
            : create(state, target);
    var account = session.query("com.atproto.server.getSession");
    return state.with(plan.withHandle(account.path("handle").asText(plan.handle())));
  }

  private Session create(State state, Pds target) {
    var plan = state.requirePlan();
    String password = move.person().answer(Question.TARGET_PASSWORD);
    String audience =
        target.query("com.atproto.server.describeServer", Map.of(), null).path("did").asText();
    String proof =
        move.source(state)
            .query(
                "com.atproto.server.getServiceAuth", Map.of("aud", audience, "lxm", CREATE_ACCOUNT))
            .path("token")
            .asText();
    var application = new HashMap<String, Object>();
    application.put("did", move.did().value());
    application.put("handle", plan.handle());
    application.put("email", plan.email());
    application.put("password", password);
    move.wishes().inviteCode().ifPresent(code -> application.put("inviteCode", code));
    return move.logins().arrived(target, target.call(CREATE_ACCOUNT, application, proof));
  }
}
