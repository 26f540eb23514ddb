package dev.tempest.identity;

import java.time.Duration;
import java.util.List;

/** The TXT records of a DNS name. */
@FunctionalInterface
interface TxtLookup {
  /** None when there are none, DNS fails, or the time is over. */
  List<String> lookup(String name, Duration time);
}
