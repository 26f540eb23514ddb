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
  private final AccountDirectory directory;

  Authenticator(SessionTokens tokens, AccountDirectory directory) {
    this.tokens = tokens;
    this.directory = directory;
  }

  /** Empty when nobody in particular calls, and may. */
  public Optional<Caller> authenticate(Access access, @Nullable String authorization) {
    return switch (access) {
      case OPEN -> Optional.empty();
      case OPTIONAL ->
          authorization == null ? Optional.empty() : Optional.of(session(authorization));
      case SESSION -> Optional.of(live(session(authorization)));
      case ACTIVE_SESSION -> Optional.of(active(session(authorization)));
      case REFRESH -> Optional.of(live(existing(tokens.verifyRefresh(bearer(authorization)))));
      case EXPIRED_REFRESH -> Optional.of(tokens.verifyRefreshPastEnd(bearer(authorization)));
    };
  }

  private Caller session(@Nullable String authorization) {
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

  private Caller existing(Caller caller) {
    if (statusOf(caller) == AccountStatus.DELETED) {
      throw gone();
    }
    return caller;
  }

  private Caller live(Caller caller) {
    if (caller.scope() == Scope.TAKENDOWN) {
      throw new Refusal.Invalid("InvalidToken", "Bad token scope");
    }
    if (isTakenDown(statusOf(caller))) {
      throw new Refusal.Unauthenticated("AccountTakedown", "Account has been taken down");
    }
    return caller;
  }

  private Caller active(Caller caller) {
    live(caller);
    if (!statusOf(caller).isActive()) {
      throw new Refusal.Unauthenticated("AccountDeactivated", "Account is deactivated");
    }
    return caller;
  }

  private AccountStatus statusOf(Caller caller) {
    return directory.find(caller.did()).map(HostedAccount::status).orElse(AccountStatus.DELETED);
  }

  private static boolean isTakenDown(AccountStatus status) {
    return status == AccountStatus.TAKENDOWN || status == AccountStatus.SUSPENDED;
  }

  static Refusal missing() {
    return new Refusal.Unauthenticated("AuthenticationRequired", "Authentication Required");
  }

  static Refusal gone() {
    return new Refusal.Forbidden("AccountNotFound", "Account not found");
  }
}
