package dev.tempest.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The time, injected so that tests can stop it. */
final class Clock {
  private Clock() {}

  @Produces
  @Singleton
  static InstantSource system() {
    return InstantSource.system();
  }
}
