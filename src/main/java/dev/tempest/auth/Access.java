package dev.tempest.auth;

/** Who may call a method. */
public enum Access {
  /** Anybody; credentials are not looked at. */
  OPEN,
  /** Anybody; credentials, when given, must be good, and may show more. */
  OPTIONAL,
  /** The session of an account that is not taken down. */
  SESSION,
  /** The session of an active account. */
  ACTIVE_SESSION,
  /** A session's refresh token. */
  REFRESH,
  /** A session's refresh token, even past its end. */
  EXPIRED_REFRESH
}
