package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.fault.Refusal;
import dev.tempest.migrate.Person.Question;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The account's sessions at both servers: those that are kept, else new ones. */
final class Logins {
  private static final String SOURCE = "source";
  private static final String TARGET = "target";

  private final Did did;
  private final KeptSessions kept;
  private final Person person;
  private final Map<String, Session> open = new HashMap<>();

  Logins(Did did, KeptSessions kept, Person person) {
    this.did = did;
    this.kept = kept;
    this.person = person;
  }

  Session source(Pds pds) {
    return session(SOURCE, pds, Question.SOURCE_PASSWORD);
  }

  Session target(Pds pds) {
    return session(TARGET, pds, Question.TARGET_PASSWORD);
  }

  /** The session that comes with a new account. */
  Session arrived(Pds target, JsonNode created) {
    return begin(TARGET, target, Tokens.of(created));
  }

  private Session session(String name, Pds pds, Question password) {
    Session known = open.get(name);
    if (known == null) {
      known = resume(name, pds);
    }
    return known != null ? known : begin(name, pds, logIn(pds, password));
  }

  private Session begin(String name, Pds pds, Tokens tokens) {
    kept.keep(name, tokens);
    var session = new Session(pds, tokens, renewed -> kept.keep(name, renewed));
    open.put(name, session);
    return session;
  }

  private @Nullable Session resume(String name, Pds pds) {
    var refresh = kept.find(name);
    if (refresh.isEmpty()) {
      return null;
    }
    var session = new Session(pds, new Tokens("", refresh.get()), next -> kept.keep(name, next));
    try {
      session.renew("");
      open.put(name, session);
      return session;
    } catch (RemoteRefusal ended) {
      return null;
    }
  }

  private Tokens logIn(Pds pds, Question question) {
    var credentials = new HashMap<String, Object>();
    credentials.put("identifier", did.value());
    credentials.put("password", person.answer(question));
    credentials.put("allowTakendown", true); // who was taken down may still leave
    JsonNode session;
    try {
      session = createSession(pds, credentials);
    } catch (RemoteRefusal refused) {
      if (!refused.error().equals("AuthFactorTokenRequired")) {
        throw refused;
      }
      credentials.put("authFactorToken", person.answer(Question.AUTH_FACTOR_TOKEN));
      session = createSession(pds, credentials);
    }
    if (!session.path("did").asText().equals(did.value())) {
      throw Refusal.invalid(pds.origin() + " has logged in another account than " + did);
    }
    return Tokens.of(session);
  }

  private static JsonNode createSession(Pds pds, Map<String, Object> credentials) {
    return pds.call("com.atproto.server.createSession", credentials, null);
  }

  /** Logs out everywhere. */
  void end() {
    open.values().forEach(Session::end);
  }
}
