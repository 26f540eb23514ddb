package dev.tempest.auth;

/** Who may call a method. */
public enum Access {
  /** Anybody; credentials are not looked at. */
  OPEN,
  /**
   * Anybody; credentials, when given, must be good, and may show more: a session's or the
   * operator's.
   */
  OPTIONAL,
  /** Any session of an account that is not taken down. */
  SESSION,
  /** Any session of an active account. */
  ACTIVE_SESSION,
  /** A session by the account's own password, not an app password; not taken down. */
  FULL_SESSION,
  /**
   * As {@link #SESSION}, and the session of an account that is taken down: to leave, or to object.
   */
  LEAVING_SESSION,
  /** As {@link #FULL_SESSION}, and the session of an account that is taken down. */
  FULL_LEAVING_SESSION,
  /** As {@link #SESSION}, or a service token for the method from an account that is hosted here. */
  SESSION_OR_SERVICE,
  /** Anybody; a token, when given, is a service token for the method, of any DID. */
  OPTIONAL_SERVICE,
  /** A session's refresh token. */
  REFRESH,
  /** A session's refresh token, even past its end. */
  EXPIRED_REFRESH,
  /** The operator. */
  ADMIN
}
