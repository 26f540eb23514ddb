package dev.tempest.xrpc;

import static dev.tempest.auth.Access.ACTIVE_SESSION;
import static dev.tempest.auth.Access.EXPIRED_REFRESH;
import static dev.tempest.auth.Access.LEAVING_SESSION;
import static dev.tempest.auth.Access.OPEN;
import static dev.tempest.auth.Access.OPTIONAL;
import static dev.tempest.auth.Access.REFRESH;
import static dev.tempest.auth.Access.SESSION;
import static dev.tempest.auth.Access.SESSION_OR_SERVICE;

import dev.tempest.auth.Access;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every method under {@code /xrpc/} that this server answers itself. One row, one method. */
public final class Catalogue {
  /** How a method is called. */
  public enum Kind {
    QUERY("GET"),
    PROCEDURE("POST"),
    /** A WebSocket, which begins as a GET. */
    SUBSCRIPTION("GET");

    private final String verb;

    Kind(String verb) {
      this.verb = verb;
    }

    public String verb() {
      return verb;
    }
  }

  /** What a procedure takes. */
  public enum Input {
    /** Nothing; a body is not read. */
    NONE,
    JSON,
    /** Bytes of any type, which the feature counts while they come in. */
    STREAM
  }

  /**
   * One row.
   *
   * @param bodyLimit the longest JSON body in bytes
   */
  public record Method(String nsid, Kind kind, Input input, Access access, long bodyLimit) {}

  private static final long JSON_LIMIT = 150 * 1024;

  /** Lets a record of 1 MB and a commit of 2 MB be refused by their own rules. */
  private static final long WRITE_LIMIT = 5_000_000;

  private static final Map<String, Method> METHODS =
      Stream.of(
              query("_health", OPEN),
              query("com.atproto.server.describeServer", OPEN),
              procedure("com.atproto.server.createAccount", OPEN),
              procedure("com.atproto.server.createSession", OPEN),
              bare("com.atproto.server.refreshSession", REFRESH),
              bare("com.atproto.server.deleteSession", EXPIRED_REFRESH),
              query("com.atproto.server.getSession", SESSION),
              query("com.atproto.identity.resolveHandle", OPEN),
              write("com.atproto.repo.createRecord", ACTIVE_SESSION),
              write("com.atproto.repo.putRecord", ACTIVE_SESSION),
              procedure("com.atproto.repo.deleteRecord", ACTIVE_SESSION),
              write("com.atproto.repo.applyWrites", ACTIVE_SESSION),
              query("com.atproto.sync.getLatestCommit", OPTIONAL),
              query("com.atproto.sync.getHead", OPTIONAL),
              query("com.atproto.sync.getRepoStatus", OPEN),
              query("com.atproto.sync.listRepos", OPEN),
              query("com.atproto.sync.getRepo", OPTIONAL),
              query("com.atproto.sync.getCheckout", OPTIONAL),
              query("com.atproto.sync.getRecord", OPTIONAL),
              query("com.atproto.sync.getBlocks", OPTIONAL),
              new Method("com.atproto.sync.subscribeRepos", Kind.SUBSCRIPTION, Input.NONE, OPEN, 0),
              query("com.atproto.repo.describeRepo", OPTIONAL),
              query("com.atproto.repo.getRecord", OPTIONAL),
              query("com.atproto.repo.listRecords", OPTIONAL),
              upload("com.atproto.repo.uploadBlob", SESSION_OR_SERVICE),
              procedure("com.atproto.moderation.createReport", LEAVING_SESSION),
              query("com.atproto.sync.listReposByCollection", OPEN),
              procedure("com.atproto.sync.requestCrawl", OPEN),
              query("app.bsky.actor.getPreferences", LEAVING_SESSION),
              procedure("app.bsky.actor.putPreferences", SESSION),
              query("com.atproto.sync.getBlob", OPTIONAL),
              query("com.atproto.sync.listBlobs", OPTIONAL))
          .collect(Collectors.toUnmodifiableMap(Method::nsid, Function.identity()));

  private Catalogue() {}

  public static Optional<Method> find(String nsid) {
    return Optional.ofNullable(METHODS.get(nsid));
  }

  /** The row of a method that another service answers for any session. */
  static Method foreign(String nsid, String verb) {
    return new Method(
        nsid,
        verb.equals("POST") ? Kind.PROCEDURE : Kind.QUERY,
        Input.STREAM,
        Access.SESSION,
        Long.MAX_VALUE);
  }

  public static Collection<Method> methods() {
    return METHODS.values();
  }

  private static Method query(String nsid, Access access) {
    return new Method(nsid, Kind.QUERY, Input.NONE, access, 0);
  }

  private static Method procedure(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.JSON, access, JSON_LIMIT);
  }

  /** A procedure that takes records. */
  private static Method write(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.JSON, access, WRITE_LIMIT);
  }

  /** A procedure that takes a file. */
  private static Method upload(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.STREAM, access, Long.MAX_VALUE);
  }

  /** A procedure without input. */
  private static Method bare(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.NONE, access, JSON_LIMIT);
  }
}
