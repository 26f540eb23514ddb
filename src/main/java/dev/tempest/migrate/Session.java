package dev.tempest.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An account's session at a server, which goes on when an access token ends: a large account takes
 * longer to move than one lives. Thread-safe.
 */
final class Session {
  private final Pds pds;
  private final Consumer<Tokens> keeper;
  private Tokens tokens; // guarded by this

  /**
   * @param keeper is given each new pair of tokens
   */
  Session(Pds pds, Tokens tokens, Consumer<Tokens> keeper) {
    this.pds = pds;
    this.tokens = tokens;
    this.keeper = keeper;
  }

  Pds pds() {
    return pds;
  }

  JsonNode query(String nsid, Map<String, String> parameters) {
    return authorized(token -> pds.query(nsid, parameters, token));
  }

  JsonNode query(String nsid) {
    return query(nsid, Map.of());
  }

  JsonNode call(String nsid, Object input) {
    return authorized(token -> pds.call(nsid, input, token));
  }

  /** Without a body. */
  JsonNode call(String nsid) {
    return authorized(token -> pds.call(nsid, null, token));
  }

  JsonNode upload(String nsid, String type, Path file) {
    return authorized(token -> pds.upload(nsid, type, file, token));
  }

  <T> T download(String nsid, Map<String, String> parameters, Pds.Download<T> receiver) {
    return authorized(token -> pds.download(nsid, parameters, token, receiver));
  }

  private <T> T authorized(Function<String, T> request) {
    String access = current().access();
    try {
      return request.apply(access);
    } catch (RemoteRefusal refused) {
      if (!refused.isExpiry()) {
        throw refused;
      }
      renew(access);
      return request.apply(current().access());
    }
  }

  private synchronized Tokens current() {
    return tokens;
  }

  /** The next tokens, unless another thread has fetched them in place of {@code access}. */
  synchronized void renew(String access) {
    if (tokens.access().equals(access)) {
      tokens = Tokens.of(pds.call("com.atproto.server.refreshSession", null, tokens.refresh()));
      keeper.accept(tokens);
    }
  }

  /** Logs out; one that has ended stays so. */
  void end() {
    try {
      pds.call("com.atproto.server.deleteSession", null, current().refresh());
    } catch (RemoteRefusal ended) {
      // nothing to do
    }
  }
}
