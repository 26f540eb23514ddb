package dev.tempest.auth;

import java.util.Optional;
import java.util.stream.Stream;

/** What a session token is for, by its {@code scope} claim. */
public enum Scope {
  ACCESS("com.atproto.access"),
  REFRESH("com.atproto.refresh"),
  APP_PASSWORD("com.atproto.appPass"),
  PRIVILEGED_APP_PASSWORD("com.atproto.appPassPrivileged"),
  /** The session of an account that is taken down: enough to leave with one's data. */
  TAKENDOWN("com.atproto.takendown");

  private final String wire;

  Scope(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  public static Optional<Scope> of(String wire) {
    return Stream.of(values()).filter(scope -> scope.wire.equals(wire)).findFirst();
  }
}
