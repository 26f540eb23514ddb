package dev.tempest.identity;

import java.time.Duration;
import java.util.List;

/** The TXT records of a DNS name. */
@FunctionalInterface
interface TxtLookup {
  /** None when there are none, DNS fails, or the time is over. */
  List<String> lookup(String name, Duration time);

  /** As other name servers have them: for a name that nothing else knows. */
  default List<String> lookupElsewhere(String name, Duration time) {
    return List.of();
  }
}
