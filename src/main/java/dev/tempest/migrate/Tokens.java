package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;

/** The two tokens of a session. */
record Tokens(String access, String refresh) {
  /** From an answer of {@code createSession} and the like. */
  static Tokens of(JsonNode session) {
    return new Tokens(session.path("accessJwt").asText(), session.path("refreshJwt").asText());
  }

  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
