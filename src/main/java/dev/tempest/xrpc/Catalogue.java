package dev.tempest.xrpc;

import static dev.tempest.auth.Access.ACTIVE_SESSION;
import static dev.tempest.auth.Access.ADMIN;
import static dev.tempest.auth.Access.EXPIRED_REFRESH;
import static dev.tempest.auth.Access.FULL_LEAVING_SESSION;
import static dev.tempest.auth.Access.FULL_SESSION;
import static dev.tempest.auth.Access.LEAVING_SESSION;
import static dev.tempest.auth.Access.OPEN;
import static dev.tempest.auth.Access.OPTIONAL;
import static dev.tempest.auth.Access.OPTIONAL_SERVICE;
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

  /** What a success answers. */
  public enum Output {
    /** 200 with an empty body. */
    NONE,
    JSON,
    /** Blocks of a repository, in a CAR file. */
    CAR,
    /** Bytes of whatever type they have. */
    BYTES,
    /** The frames of a WebSocket. */
    FRAMES
  }

  /**
   * One row.
   *
   * @param bodyLimit the longest JSON body in bytes
   */
  public record Method(
      String nsid, Kind kind, Input input, Output output, Access access, long bodyLimit) {
    /** The same row for a method that answers something else than most of its kind. */
    Method returning(Output other) {
      return new Method(nsid, kind, input, other, access, bodyLimit);
    }
  }

  private static final long JSON_LIMIT = 150 * 1024;

  /** Lets a record of 1 MB and a commit of 2 MB be refused by their own rules. */
  private static final long WRITE_LIMIT = 5_000_000;

  private static final Map<String, Method> METHODS =
      Stream.of(
              query("_health", OPEN),
              query("_stats", OPEN),
              query("_admin/status", ADMIN),
              query("_admin/audit", ADMIN),
              query("_admin/codes", ADMIN),
              // com.atproto.admin
              query("com.atproto.admin.getAccountInfo", ADMIN),
              query("com.atproto.admin.getAccountInfos", ADMIN),
              query("com.atproto.admin.searchAccounts", ADMIN),
              query("com.atproto.admin.getSubjectStatus", ADMIN),
              procedure("com.atproto.admin.updateSubjectStatus", ADMIN),
              silent("com.atproto.admin.deleteAccount", ADMIN),
              silent("com.atproto.admin.updateAccountEmail", ADMIN),
              silent("com.atproto.admin.updateAccountHandle", ADMIN),
              silent("com.atproto.admin.updateAccountPassword", ADMIN),
              silent("com.atproto.admin.updateAccountSigningKey", ADMIN),
              procedure("com.atproto.admin.sendEmail", ADMIN),
              query("com.atproto.admin.getInviteCodes", ADMIN),
              silent("com.atproto.admin.disableInviteCodes", ADMIN),
              silent("com.atproto.admin.disableAccountInvites", ADMIN),
              silent("com.atproto.admin.enableAccountInvites", ADMIN),
              // com.atproto.server
              query("com.atproto.server.describeServer", OPEN),
              procedure("com.atproto.server.createAccount", OPTIONAL_SERVICE),
              procedure("com.atproto.server.reserveSigningKey", OPEN),
              query("com.atproto.server.checkAccountStatus", LEAVING_SESSION),
              bare("com.atproto.server.activateAccount", FULL_SESSION),
              silent("com.atproto.server.deactivateAccount", FULL_LEAVING_SESSION),
              procedure("com.atproto.server.createSession", OPEN),
              bare("com.atproto.server.refreshSession", REFRESH).returning(Output.JSON),
              bare("com.atproto.server.deleteSession", EXPIRED_REFRESH),
              query("com.atproto.server.getSession", SESSION),
              procedure("com.atproto.server.createAppPassword", FULL_SESSION),
              query("com.atproto.server.listAppPasswords", FULL_SESSION),
              procedure("com.atproto.server.revokeAppPassword", FULL_SESSION)
                  .returning(Output.NONE),
              procedure("com.atproto.server.createInviteCode", ADMIN),
              procedure("com.atproto.server.createInviteCodes", ADMIN),
              query("com.atproto.server.getAccountInviteCodes", FULL_SESSION),
              query("com.atproto.server.getServiceAuth", LEAVING_SESSION),
              bare("com.atproto.server.requestEmailConfirmation", SESSION),
              silent("com.atproto.server.confirmEmail", SESSION),
              bare("com.atproto.server.requestEmailUpdate", FULL_SESSION).returning(Output.JSON),
              silent("com.atproto.server.updateEmail", FULL_SESSION),
              silent("com.atproto.server.requestPasswordReset", OPEN),
              silent("com.atproto.server.resetPassword", OPEN),
              bare("com.atproto.server.requestAccountDelete", FULL_LEAVING_SESSION),
              silent("com.atproto.server.deleteAccount", OPEN),
              // com.atproto.temp
              query("com.atproto.temp.checkHandleAvailability", OPEN),
              query("com.atproto.temp.checkSignupQueue", SESSION),
              procedure("com.atproto.temp.revokeAccountCredentials", ADMIN).returning(Output.NONE),
              // com.atproto.identity
              query("com.atproto.identity.resolveHandle", OPEN),
              query("com.atproto.identity.resolveDid", OPEN),
              query("com.atproto.identity.resolveIdentity", OPEN),
              procedure("com.atproto.identity.refreshIdentity", OPEN),
              // answers did and handle, of which the lexicon knows nothing
              procedure("com.atproto.identity.updateHandle", SESSION).returning(Output.NONE),
              query("com.atproto.identity.getRecommendedDidCredentials", LEAVING_SESSION),
              bare("com.atproto.identity.requestPlcOperationSignature", FULL_LEAVING_SESSION),
              procedure("com.atproto.identity.signPlcOperation", FULL_LEAVING_SESSION),
              procedure("com.atproto.identity.submitPlcOperation", LEAVING_SESSION)
                  .returning(Output.NONE),
              // com.atproto.lexicon
              query("com.atproto.lexicon.resolveLexicon", OPEN),
              // com.atproto.repo
              write("com.atproto.repo.createRecord", ACTIVE_SESSION),
              write("com.atproto.repo.putRecord", ACTIVE_SESSION),
              procedure("com.atproto.repo.deleteRecord", ACTIVE_SESSION),
              write("com.atproto.repo.applyWrites", ACTIVE_SESSION),
              query("com.atproto.repo.describeRepo", OPTIONAL),
              query("com.atproto.repo.getRecord", OPTIONAL),
              query("com.atproto.repo.listRecords", OPTIONAL),
              upload("com.atproto.repo.uploadBlob", SESSION_OR_SERVICE),
              upload("com.atproto.repo.importRepo", FULL_SESSION).returning(Output.NONE),
              query("com.atproto.repo.listMissingBlobs", SESSION),
              // com.atproto.moderation
              procedure("com.atproto.moderation.createReport", LEAVING_SESSION),
              // com.atproto.sync
              query("com.atproto.sync.getLatestCommit", OPTIONAL),
              query("com.atproto.sync.getHead", OPTIONAL),
              query("com.atproto.sync.getRepoStatus", OPEN),
              query("com.atproto.sync.listRepos", OPEN),
              query("com.atproto.sync.getRepo", OPTIONAL).returning(Output.CAR),
              query("com.atproto.sync.getCheckout", OPTIONAL).returning(Output.CAR),
              query("com.atproto.sync.getRecord", OPTIONAL).returning(Output.CAR),
              query("com.atproto.sync.getBlocks", OPTIONAL).returning(Output.CAR),
              query("com.atproto.sync.getBlob", OPTIONAL).returning(Output.BYTES),
              query("com.atproto.sync.listBlobs", OPTIONAL),
              query("com.atproto.sync.listReposByCollection", OPEN),
              procedure("com.atproto.sync.requestCrawl", OPEN).returning(Output.NONE),
              subscription("com.atproto.sync.subscribeRepos", OPEN),
              // app.bsky
              query("app.bsky.actor.getPreferences", LEAVING_SESSION),
              procedure("app.bsky.actor.putPreferences", SESSION).returning(Output.NONE))
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
        Output.BYTES,
        Access.SESSION,
        Long.MAX_VALUE);
  }

  public static Collection<Method> methods() {
    return METHODS.values();
  }

  private static Method query(String nsid, Access access) {
    return new Method(nsid, Kind.QUERY, Input.NONE, Output.JSON, access, 0);
  }

  private static Method procedure(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.JSON, Output.JSON, access, JSON_LIMIT);
  }

  /** A procedure that answers nothing but that it was done. */
  private static Method silent(String nsid, Access access) {
    return procedure(nsid, access).returning(Output.NONE);
  }

  /** A procedure that takes records. */
  private static Method write(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.JSON, Output.JSON, access, WRITE_LIMIT);
  }

  /** A procedure that takes a file. */
  private static Method upload(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.STREAM, Output.JSON, access, Long.MAX_VALUE);
  }

  /** A procedure without input. */
  private static Method bare(String nsid, Access access) {
    return new Method(nsid, Kind.PROCEDURE, Input.NONE, Output.NONE, access, JSON_LIMIT);
  }

  private static Method subscription(String nsid, Access access) {
    return new Method(nsid, Kind.SUBSCRIPTION, Input.NONE, Output.FRAMES, access, 0);
  }
}
