package dev.tempest.identity;

import java.time.Duration;
import java.util.List;

/** The TXT records of a DNS name. */
@FunctionalInterface
public interface TxtLookup {
  /** How a record says which DID a domain belongs to. */
  String DID_PREFIX = "did=";

  /** None when there are none, DNS fails, or the time is over. */
  List<String> lookup(String name, Duration time);

  /** What the records of {@code name} claim to be DIDs, each once. */
  default List<String> dids(String name, Duration time) {
    return lookup(name, time).stream()
        .map(TxtLookup::unquoted)
        .filter(text -> text.startsWith(DID_PREFIX))
        .map(text -> text.substring(DID_PREFIX.length()))
        .distinct()
        .toList();
  }

  /** Some name servers hand out the quotes of the zone file. */
  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
