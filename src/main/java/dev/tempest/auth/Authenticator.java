package dev.tempest.auth;

import dev.tempest.fault.Refusal;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns an {@code Authorization} header into the caller that a method's {@link Access} asks for.
 */
@Singleton
public final class Authenticator {
  private static final String BEARER = "Bearer ";

  private final SessionTokens tokens;
  private final ServiceTokens serviceTokens;
  private final AdminToken admin;
  private final AccountDirectory directory;

  Authenticator(
      SessionTokens tokens,
      ServiceTokens serviceTokens,
      AdminToken admin,
      AccountDirectory directory) {
    this.tokens = tokens;
    this.serviceTokens = serviceTokens;
    this.admin = admin;
    this.directory = directory;
  }

  /**
   * Empty when nobody in particular calls, and may.
   *
   * @param method the NSID that is called, which service tokens name
   */
  public Optional<Caller> authenticate(
      Access access, String method, @Nullable String authorization) {
    return switch (access) {
      case OPEN -> Optional.empty();
      case OPTIONAL ->
          authorization == null ? Optional.empty() : Optional.of(anyone(authorization));
      case SESSION -> Optional.of(live(session(authorization)));
      case ACTIVE_SESSION -> Optional.of(active(live(session(authorization))));
      case FULL_SESSION -> Optional.of(full(live(session(authorization))));
      case LEAVING_SESSION -> Optional.of(session(authorization));
      case FULL_LEAVING_SESSION -> Optional.of(full(session(authorization)));
      case SESSION_OR_SERVICE -> Optional.of(sessionOrService(method, authorization));
      case OPTIONAL_SERVICE ->
          authorization == null
              ? Optional.empty()
              : Optional.of(
                  new Caller.Service(serviceTokens.verify(bearer(authorization), method)));
      case REFRESH -> Optional.of(live(existing(tokens.verifyRefresh(bearer(authorization)))));
      case EXPIRED_REFRESH -> Optional.of(tokens.verifyRefreshPastEnd(bearer(authorization)));
      case ADMIN -> Optional.of(admin.verify(authorization));
    };
  }

  /** Whether {@code authorization} would be compared with the operator's token. */
  public static boolean isForOperator(Access access, @Nullable String authorization) {
    if (authorization == null) {
      return false;
    }
    return switch (access) {
      case ADMIN -> true;
      case OPTIONAL -> !AdminToken.isSession(authorization);
      default -> false;
    };
  }

  private Caller anyone(String authorization) {
    return AdminToken.isSession(authorization) || !admin.isConfigured()
        ? session(authorization)
        : admin.verify(authorization);
  }

  private Caller sessionOrService(String method, @Nullable String authorization) {
    String token = bearer(authorization);
    if (SessionTokens.isSession(token)) {
      return live(session(authorization));
    }
    var service = new Caller.Service(serviceTokens.verify(token, method));
    var status =
        directory.find(service.issuer()).map(HostedAccount::status).orElse(AccountStatus.DELETED);
    if (status == AccountStatus.DELETED) {
      throw gone();
    }
    requireNotTakenDown(status);
    return service;
  }

  private Caller.Session session(@Nullable String authorization) {
    return existing(tokens.verifyAccess(bearer(authorization)));
  }

  private static String bearer(@Nullable String authorization) {
    if (authorization == null) {
      throw missing();
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Refusal.Unauthenticated(
          "AuthenticationRequired", "Authorization must be a Bearer token");
    }
    return authorization.substring(BEARER.length()).strip();
  }

  private Caller.Session existing(Caller.Session caller) {
    if (statusOf(caller) == AccountStatus.DELETED) {
      throw gone();
    }
    return caller;
  }

  private Caller.Session live(Caller.Session caller) {
    if (caller.scope() == Scope.TAKENDOWN) {
      throw badScope();
    }
    requireNotTakenDown(statusOf(caller));
    return caller;
  }

  private static void requireNotTakenDown(AccountStatus status) {
    if (status.isTakenDown()) {
      throw new Refusal.Unauthenticated("AccountTakedown", "Account has been taken down");
    }
  }

  private static Caller.Session full(Caller.Session caller) {
    return switch (caller.scope()) {
      case ACCESS, TAKENDOWN -> caller;
      case APP_PASSWORD, PRIVILEGED_APP_PASSWORD, REFRESH -> throw badScope();
    };
  }

  private Caller.Session active(Caller.Session caller) {
    directory.find(caller.did()).orElseThrow(Authenticator::gone).requireActive();
    return caller;
  }

  private AccountStatus statusOf(Caller.Session caller) {
    return directory.find(caller.did()).map(HostedAccount::status).orElse(AccountStatus.DELETED);
  }

  private static Refusal badScope() {
    return new Refusal.Invalid("InvalidToken", "Bad token scope");
  }

  static Refusal missing() {
    return new Refusal.Unauthenticated("AuthenticationRequired", "Authentication Required");
  }

  static Refusal gone() {
    return new Refusal.Forbidden("AccountNotFound", "Account not found");
  }
}
