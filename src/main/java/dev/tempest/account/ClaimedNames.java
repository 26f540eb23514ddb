package dev.tempest.account;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Handles, e-mail addresses and DIDs that somebody is about to get: nobody else may meanwhile. */
@Singleton
final class ClaimedNames {
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  /** False when another has the claim; otherwise {@link #remove} it in any case. */
  boolean add(String name) {
    return claimed.add(name);
  }

  void remove(String name) {
    claimed.remove(name);
  }
}
